package dev.carillon.registry;

import dev.carillon.rule.RetryPolicy;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.state.BytesReader;
import dev.carillon.state.Hole;
import dev.carillon.state.Stamped;
import dev.carillon.state.Template;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * A topic as bytes, version 1: lane, name, owner, flags, then the parts the flags tell of: address
 * and options, time to live, retries, pause; then opaque data and attributes.
 */
final class TopicBytes {
    private static final int VERSION = 1;
    private static final int TARGET = 1;
    private static final int PERSISTENT = 2;
    private static final int TIME_TO_LIVE = 4;
    private static final int RETRIES = 8;
    private static final int PAUSE = 16;

    private TopicBytes() {}

    /** The value of a topic that is made: its lane is the commit's own stamp. */
    static Template made(Topic topic) {
        var out = Template.builder().u8(VERSION).hole(new Hole.Stamp());
        return write(out, topic).build();
    }

    /** The value of a topic that is changed: it keeps its lane. */
    static Template changed(Topic topic, long lane) {
        var out = Template.builder().u8(VERSION).i64(lane);
        return write(out, topic).build();
    }

    /** Reads a topic back. */
    static KeptTopic read(Stamped kept) {
        var in = new BytesReader(kept.value());
        Versions.expect(in.u8(), VERSION, "topic");
        long lane = in.i64();
        String name = in.text();
        String owner = in.text();
        int flags = in.u8();
        Optional<Target> target =
                has(flags, TARGET)
                        ? Optional.of(new Target(in.text(), texts(in)))
                        : Optional.empty();
        RetryPolicy retry = retry(in, flags);
        var topic =
                new Topic(name, owner, target, has(flags, PERSISTENT), retry, in.text(), texts(in));
        return new KeptTopic(topic, lane, kept.stamp());
    }

    private static Template.Builder write(Template.Builder out, Topic topic) {
        RetryPolicy retry = topic.retry();
        out.text(topic.name()).text(topic.owner()).u8(flags(topic));
        topic.target().ifPresent(to -> texts(out.text(to.address()), to.options()));
        retry.timeToLive().ifPresent(it -> duration(out, it));
        retry.maxRetries().ifPresent(out::i32);
        retry.pause().ifPresent(it -> duration(out, it));
        return texts(out.text(topic.opaqueData()), topic.attributes());
    }

    private static int flags(Topic topic) {
        RetryPolicy retry = topic.retry();
        return (topic.target().isPresent() ? TARGET : 0)
                | (topic.persistent() ? PERSISTENT : 0)
                | (retry.timeToLive().isPresent() ? TIME_TO_LIVE : 0)
                | (retry.maxRetries().isPresent() ? RETRIES : 0)
                | (retry.pause().isPresent() ? PAUSE : 0);
    }

    private static RetryPolicy retry(BytesReader in, int flags) {
        return new RetryPolicy(
                has(flags, TIME_TO_LIVE) ? Optional.of(duration(in)) : Optional.empty(),
                has(flags, RETRIES) ? OptionalInt.of(in.i32()) : OptionalInt.empty(),
                has(flags, PAUSE) ? Optional.of(duration(in)) : Optional.empty());
    }

    private static boolean has(int flags, int flag) {
        return (flags & flag) != 0;
    }

    private static void duration(Template.Builder out, Duration duration) {
        out.i64(duration.getSeconds()).i32(duration.getNano());
    }

    private static Duration duration(BytesReader in) {
        long seconds = in.i64();
        return Duration.ofSeconds(seconds, in.i32());
    }

    private static Template.Builder texts(Template.Builder out, Map<String, String> texts) {
        out.i32(texts.size());
        texts.forEach((name, value) -> out.text(name).text(value));
        return out;
    }

    private static Map<String, String> texts(BytesReader in) {
        var texts = new TreeMap<String, String>();
        for (int left = in.i32(); left > 0; left--) {
            String name = in.text();
            texts.put(name, in.text());
        }
        return texts;
    }
}
