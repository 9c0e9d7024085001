package dev.carillon.registry;

import dev.carillon.event.EventPattern;
import dev.carillon.event.EventType;
import dev.carillon.rule.Filter;
import dev.carillon.rule.Recipient;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleState;
import dev.carillon.state.BytesReader;
import dev.carillon.state.Template;

import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;

/**
 * Writes the rules of a bucket as bytes, version 2: their number, then each with id, recipient,
 * state, events (text and types as bits) and conditions (kind, whether negated, texts). Version 1,
 * which had a text for the recipient, can still be read.
 */
final class RuleBytes {
    private static final int VERSION = 2;
    private static final int WITH_TEXTS = 1;
    private static final int ENABLED = 0;
    private static final int DISABLED = 1;
    private static final int SUSPENDED = 2;
    private static final int PREFIX = 1;
    private static final int SUFFIX = 2;
    private static final int REGEX = 3;
    private static final int METADATA = 4;
    private static final int TAG = 5;

    private RuleBytes() {}

    static byte[] write(List<Rule> rules) {
        return Template.builder().u8(VERSION).list(rules, RuleBytes::rule).array();
    }

    static List<Rule> read(String bucketId, byte[] value) {
        var in = new BytesReader(value);
        int version = in.u8();
        if (version != WITH_TEXTS) {
            Versions.expect(version, VERSION, "set of rules");
        }
        Function<BytesReader, Recipient> recipient =
                version == WITH_TEXTS
                        ? from -> RecipientBytes.ofText(from.text(), bucketId)
                        : RecipientBytes::read;
        return List.copyOf(in.list(from -> rule(from, recipient)));
    }

    private static void rule(Template.Builder out, Rule rule) {
        RecipientBytes.write(out.text(rule.id()), rule.recipient());
        state(out, rule.state());
        out.list(rule.events(), (to, events) -> to.text(events.text()).i64(events.mask()))
                .list(rule.filter().conditions(), RuleBytes::condition);
    }

    private static Rule rule(BytesReader in, Function<BytesReader, Recipient> recipient) {
        String id = in.text();
        Recipient to = recipient.apply(in);
        RuleState state = state(in);
        List<EventPattern> events = in.list(RuleBytes::events);
        return new Rule(id, to, events, new Filter(in.list(RuleBytes::condition)), state);
    }

    private static void state(Template.Builder out, RuleState state) {
        switch (state) {
            case RuleState.Enabled _ -> out.u8(ENABLED);
            case RuleState.Disabled _ -> out.u8(DISABLED);
            case RuleState.Suspended(String reason) -> out.u8(SUSPENDED).text(reason);
        }
    }

    private static RuleState state(BytesReader in) {
        int state = in.u8();
        return switch (state) {
            case ENABLED -> new RuleState.Enabled();
            case DISABLED -> new RuleState.Disabled();
            case SUSPENDED -> new RuleState.Suspended(in.text());
            default -> throw new IllegalStateException("a kept rule has the state " + state);
        };
    }

    private static EventPattern events(BytesReader in) {
        return new EventPattern(in.text(), types(in.i64()));
    }

    private static EnumSet<EventType> types(long mask) {
        var types = EnumSet.noneOf(EventType.class);
        for (EventType type : EventType.values()) {
            if ((mask & 1L << type.code()) != 0) {
                types.add(type);
            }
        }
        return types;
    }

    private static void condition(Template.Builder out, Filter.Condition condition) {
        int turned = condition.out() ? 1 : 0;
        switch (condition) {
            case Filter.Prefix prefix -> out.u8(PREFIX).u8(turned).text(prefix.value());
            case Filter.Suffix suffix -> out.u8(SUFFIX).u8(turned).text(suffix.value());
            case Filter.Regex regex -> out.u8(REGEX).u8(turned).text(regex.pattern().pattern());
            case Filter.Metadata metadata ->
                    out.u8(METADATA).u8(turned).text(metadata.name()).text(metadata.value());
            case Filter.TagValue tagValue ->
                    out.u8(TAG).u8(turned).text(tagValue.key()).text(tagValue.value());
        }
    }

    private static Filter.Condition condition(BytesReader in) {
        int kind = in.u8();
        boolean out = in.u8() == 1;
        String text = in.text();
        return switch (kind) {
            case PREFIX -> new Filter.Prefix(text, out);
            case SUFFIX -> new Filter.Suffix(text, out);
            case REGEX -> Filter.Regex.of(text, out);
            case METADATA -> new Filter.Metadata(text, in.text(), out);
            case TAG -> new Filter.TagValue(text, in.text(), out);
            default -> throw new IllegalStateException("a kept filter has kind " + kind);
        };
    }
}
