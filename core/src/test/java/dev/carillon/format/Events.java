package dev.carillon.format;

import dev.carillon.event.Bucket;
import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Origin;
import dev.carillon.event.Tag;
import dev.carillon.event.TraceContext;
import dev.carillon.event.Version;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The events that the tests of this package write. */
final class Events {
    private static final Bucket BUCKET = new Bucket("000000000000000b", "golden-bucket", "owner");
    private static final Origin ORIGIN =
            new Origin("tester", "192.0.2.7", "tx0000", "1039-default-default");

    private Events() {}

    static ObjectEvent put() {
        var object =
                new ObjectFacts(
                        "img/a.jpg",
                        5,
                        "5d41402abc4b2a76b9719d911017c592",
                        new Version.None(),
                        Map.of("shade", "dark", "color", "red"),
                        List.of(new Tag("team", "a"), new Tag("x", "y"), new Tag("x", "z")));
        return event(EventType.CREATED_PUT, "2026-11-22T03:48:44.884674Z", object);
    }

    /** Creates a delete marker in front of a version with size, ETag, metadata and tags. */
    static ObjectEvent marker() {
        var hidden =
                new ObjectFacts(
                        "dir/spaced key+é&.txt",
                        7,
                        "7d793037a0760186574b0282f2f435e7",
                        new Version.ThisChange(),
                        Map.of("color", "red"),
                        List.of(new Tag("team", "a")));
        return event(EventType.REMOVED_DELETE_MARKER, "2026-01-02T03:04:05Z", hidden);
    }

    static ObjectEvent named(String key) {
        return event(
                EventType.CREATED_PUT, "2026-01-02T03:04:05Z", object(key, new Version.None()));
    }

    /** Creates an event whose request belonged to a trace. */
    static ObjectEvent traced() {
        Change put = put().change();
        var trace =
                new TraceContext(
                        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "a=1,b=x y");
        Origin origin = put.origin().in(Optional.of(trace));
        return ObjectEvent.of(
                new Change(put.type(), put.time(), put.bucket(), put.object(), origin), 0xBEEF);
    }

    static ObjectEvent of(EventType type, Version version) {
        return event(type, "2026-01-02T03:04:05Z", object("k", version));
    }

    private static ObjectFacts object(String key, Version version) {
        return new ObjectFacts(key, 0, "", version, Map.of(), List.of());
    }

    private static ObjectEvent event(EventType type, String time, ObjectFacts object) {
        return ObjectEvent.of(
                new Change(type, Instant.parse(time), BUCKET, object, ORIGIN), 0xBEEF);
    }
}
