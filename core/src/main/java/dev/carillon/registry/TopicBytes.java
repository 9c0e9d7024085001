package dev.carillon.registry;

import dev.carillon.rule.DialectName;
import dev.carillon.rule.Recipient;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.signature.Secret;
import dev.carillon.state.BytesReader;
import dev.carillon.state.Hole;
import dev.carillon.state.Stamped;
import dev.carillon.state.Template;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a topic as bytes, version 4: lane, recipient, owner, dialect, flags, address, options,
 * headers and secret if the flags announce them, opaque data, attributes. The delivery policy is
 * stored in the attributes only.
 *
 * <p>Older versions can still be read, by {@link OlderTopicBytes}.
 */
final class TopicBytes {
    private static final int VERSION = 4;
    static final int TARGET = 1;
    static final int PERSISTENT = 2;
    private static final int HEADERS = 32;
    private static final int SECRET = 64;

    private TopicBytes() {}

    /** Returns the value of a topic that is created: its lane is the commit's own stamp. */
    static Template made(Topic topic) {
        var out = Template.builder().u8(VERSION).hole(new Hole.Stamp());
        return write(out, topic).build();
    }

    /** Returns the value of a topic that is changed: it keeps its lane. */
    static Template changed(Topic topic, long lane) {
        var out = Template.builder().u8(VERSION).i64(lane);
        return write(out, topic).build();
    }

    /** Reads a topic, without the server's defaults. */
    static KeptTopic read(Stamped kept) {
        var in = new BytesReader(kept.value());
        int version = in.u8();
        boolean older = version > 0 && version < VERSION;
        if (!older) {
            Versions.expect(version, VERSION, "topic");
        }
        long lane = in.i64();
        Topic topic = older ? OlderTopicBytes.read(in) : read(in);
        return new KeptTopic(topic, lane, kept.stamp());
    }

    private static Topic read(BytesReader in) {
        Recipient recipient = RecipientBytes.read(in);
        String owner = in.text();
        var dialect = new DialectName(in.text());
        int flags = in.u8();
        Optional<Target> target =
                has(flags, TARGET) ? Optional.of(target(in, flags)) : Optional.empty();
        boolean persistent = has(flags, PERSISTENT);
        return new Topic(recipient, owner, dialect, target, persistent, in.text(), in.map());
    }

    private static Template.Builder write(Template.Builder out, Topic topic) {
        RecipientBytes.write(out, topic.recipient()).text(topic.owner());
        out.text(topic.dialect().text()).u8(flags(topic));
        topic.target().ifPresent(to -> target(out, to));
        return out.text(topic.opaqueData()).map(topic.attributes());
    }

    private static int flags(Topic topic) {
        boolean headers = topic.target().filter(target -> !target.headers().isEmpty()).isPresent();
        return (topic.target().isPresent() ? TARGET : 0)
                | (topic.persistent() ? PERSISTENT : 0)
                | (headers ? HEADERS : 0)
                | (topic.target().flatMap(Target::signingSecret).isPresent() ? SECRET : 0);
    }

    private static void target(Template.Builder out, Target to) {
        out.text(to.address()).map(to.options());
        if (!to.headers().isEmpty()) {
            out.list(to.headers(), (each, header) -> each.text(header.name()).text(header.value()));
        }
        to.signingSecret().ifPresent(secret -> out.text(secret.revealText()));
    }

    static Target target(BytesReader in, int flags) {
        String address = in.text();
        Map<String, String> options = in.map();
        List<Target.Header> headers =
                has(flags, HEADERS)
                        ? in.list(from -> new Target.Header(from.text(), from.text()))
                        : List.of();
        Optional<Secret> secret =
                has(flags, SECRET) ? Optional.of(Secret.of(in.text())) : Optional.empty();
        return new Target(address, options, headers, secret);
    }

    static boolean has(int flags, int flag) {
        return (flags & flag) != 0;
    }
}
