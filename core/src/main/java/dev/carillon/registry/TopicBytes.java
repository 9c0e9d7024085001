package dev.carillon.registry;

import dev.carillon.rule.DialectName;
import dev.carillon.rule.DividedTopic;
import dev.carillon.rule.Recipient;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.rule.UnopenedSecrets;
import dev.carillon.secrets.Opened;
import dev.carillon.secrets.SealingKeys;
import dev.carillon.signature.Secret;
import dev.carillon.state.BytesReader;
import dev.carillon.state.Hole;
import dev.carillon.state.Stamped;
import dev.carillon.state.Template;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a topic as bytes, version 5: lane, recipient, owner, dialect, flags, address, options,
 * headers and secret if the flags announce them, opaque data, attributes, all with masks in place
 * of secrets; then, if the topic has secrets, these as {@link SecretPartBytes}, sealed for the
 * bytes from the recipient on. So sealed secrets cannot be moved to another topic or address. The
 * delivery policy is stored in the attributes only.
 *
 * <p>Version 4 was the same without masks and sealed secrets. Older versions can still be read, by
 * {@link OlderTopicBytes}.
 */
final class TopicBytes {
    private static final int VERSION = 5;
    private static final int UNSEALED = 4;
    static final int TARGET = 1;
    static final int PERSISTENT = 2;
    private static final int HEADERS = 32;
    private static final int SECRET = 64;
    private static final int SEALED = 128;
    private static final byte[] PLACE = "carillon topic\n".getBytes(StandardCharsets.US_ASCII);

    private TopicBytes() {}

    /** Returns the value of a topic that is created: its lane is the commit's own stamp. */
    static Template made(Topic topic, TopicSealing sealing) {
        return Template.builder()
                .u8(VERSION)
                .hole(new Hole.Stamp())
                .bytes(body(topic, sealing))
                .build();
    }

    /** Returns the value of a topic that is changed: it keeps its lane. */
    static Template changed(Topic topic, long lane, TopicSealing sealing) {
        return Template.builder().u8(VERSION).i64(lane).bytes(body(topic, sealing)).build();
    }

    /** Reads a topic, without the server's defaults. */
    static KeptTopic read(Stamped kept, SealingKeys keys) {
        var in = new BytesReader(kept.value());
        int version = in.u8();
        long lane = in.i64();
        return new KeptTopic(read(version, in, keys), lane, kept.stamp());
    }

    /**
     * Returns whether a stored topic is as this build writes it now: of its version, and without
     * secrets or with those that the first key sealed.
     */
    static boolean isCurrent(Stamped kept, SealingKeys keys) {
        byte[] value = kept.value();
        if (value[0] != VERSION) {
            return false;
        }
        var in = new BytesReader(value);
        in.bytes(1 + Long.BYTES);
        var readable = new ReadablePart(in);
        return !has(readable.flags, SEALED) || keys.sealedByFirst(in.rest());
    }

    /** Returns whether an older version stored a topic, in which every secret is in clear text. */
    static boolean isOlder(Stamped kept) {
        return kept.value()[0] != VERSION;
    }

    /** Returns whether a stored topic has sealed secrets. */
    static boolean isSealed(Stamped kept) {
        var in = new BytesReader(kept.value());
        int version = in.u8();
        in.i64();
        return version == VERSION && has(new ReadablePart(in).flags, SEALED);
    }

    /**
     * Returns a stored topic as this build writes it now, its secrets sealed by the first key;
     * empty if they cannot be opened.
     */
    static Optional<Template> renewed(Stamped kept, TopicSealing sealing) {
        if (kept.value()[0] != VERSION) {
            KeptTopic read = read(kept, sealing.keys());
            return Optional.of(changed(read.topic(), read.lane(), sealing));
        }
        var in = new BytesReader(kept.value());
        byte[] head = in.bytes(1 + Long.BYTES);
        byte[] body = in.rest();
        var readable = new BytesReader(body);
        var _ = new ReadablePart(readable);
        byte[] place = Arrays.copyOf(body, body.length - readable.remaining());
        return switch (sealing.keys().open(readable.rest(), place(place))) {
            case Opened.Plain(byte[] plain) ->
                    Optional.of(
                            Template.builder()
                                    .bytes(head)
                                    .bytes(place)
                                    .bytes(sealing.keys().seal(plain, place(place)))
                                    .build());
            case Opened.Closed _ -> Optional.empty();
        };
    }

    private static Topic read(int version, BytesReader in, SealingKeys keys) {
        if (version > 0 && version < UNSEALED) {
            return OlderTopicBytes.read(in);
        }
        if (version == UNSEALED) {
            return new ReadablePart(in).topic;
        }
        Versions.expect(version, VERSION, "topic");
        return sealed(in.rest(), keys);
    }

    private static Topic sealed(byte[] body, SealingKeys keys) {
        var in = new BytesReader(body);
        var readable = new ReadablePart(in);
        if (!has(readable.flags, SEALED)) {
            return readable.topic;
        }
        byte[] place = Arrays.copyOf(body, body.length - in.remaining());
        return switch (keys.open(in.rest(), place(place))) {
            case Opened.Plain(byte[] plain) ->
                    new DividedTopic(readable.topic, SecretPartBytes.read(plain)).joined();
            case Opened.Closed(String why) ->
                    readable.topic.without(new UnopenedSecrets(why, body));
        };
    }

    /** The readable part of a stored topic. */
    private static final class ReadablePart {
        private final int flags;
        private final Topic topic;

        ReadablePart(BytesReader in) {
            Recipient recipient = RecipientBytes.read(in);
            String owner = in.text();
            var dialect = new DialectName(in.text());
            flags = in.u8();
            Optional<Target> target =
                    has(flags, TARGET) ? Optional.of(target(in, flags)) : Optional.empty();
            boolean persistent = has(flags, PERSISTENT);
            topic = new Topic(recipient, owner, dialect, target, persistent, in.text(), in.map());
        }
    }

    /** Returns everything after the lane. */
    private static byte[] body(Topic topic, TopicSealing sealing) {
        DividedTopic divided = DividedTopic.of(topic, sealing.secrets());
        if (topic.unopened().isPresent()) {
            return unchanged(divided.readable(), topic.unopened().get());
        }
        if (divided.secrets().isEmpty()) {
            return readable(divided.readable(), 0);
        }
        byte[] place = readable(divided.readable(), SEALED);
        byte[] sealed = sealing.keys().seal(SecretPartBytes.write(divided.secrets()), place(place));
        return Template.builder().bytes(place).bytes(sealed).array();
    }

    /**
     * Returns the stored form of a topic whose secrets are not known. They are sealed for its other
     * parts, so these must be the same.
     */
    private static byte[] unchanged(Topic readable, UnopenedSecrets secrets) {
        byte[] kept = secrets.kept();
        byte[] place = readable(readable, SEALED);
        if (kept.length < place.length
                || !Arrays.equals(kept, 0, place.length, place, 0, place.length)) {
            throw secrets.refusal(readable.name());
        }
        return kept;
    }

    private static byte[] place(byte[] readable) {
        return Template.builder().bytes(PLACE).bytes(readable).array();
    }

    private static byte[] readable(Topic topic, int sealed) {
        var out = Template.builder();
        RecipientBytes.write(out, topic.recipient()).text(topic.owner());
        out.text(topic.dialect().text()).u8(flags(topic) | sealed);
        topic.target().ifPresent(to -> target(out, to));
        return out.text(topic.opaqueData()).map(topic.attributes()).array();
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
