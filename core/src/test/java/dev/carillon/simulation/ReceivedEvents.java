package dev.carillon.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.event.Bucket;
import dev.carillon.event.ByteSlice;
import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Origin;
import dev.carillon.event.Original;
import dev.carillon.event.Version;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Draws the events that a publisher sends to a receiver. */
final class ReceivedEvents {
    private static final int IDS = 60;
    private static final int KEYS = 6;
    private static final int MOST_IN_MESSAGE = 5;

    /** The key of the records that cannot be run. */
    static final String BAD = "bad";

    private final RandomGenerator random;
    private int made;

    /**
     * An event as its publisher knows it.
     *
     * @param name a text that no other event has
     * @param id the publisher's id of the event, empty if it has none
     */
    record Sent(String name, String id, String key) {
        /** Returns what a receiver reads. */
        Change change(Instant arrived) {
            boolean bad = key.equals(BAD);
            var facts = new ObjectFacts(key, 1, "", new Version.None(), Map.of(), List.of());
            return new Change(
                            bad ? EventType.OTHER : EventType.CREATED_PUT,
                            arrived,
                            new Bucket("b", "b", ""),
                            facts,
                            new Origin("", "", "", ""))
                    .with(
                            new Original(
                                    id,
                                    "r",
                                    "s3:X",
                                    arrived,
                                    ByteSlice.of(json(bad ? "" : key).getBytes(UTF_8)),
                                    Optional.empty()));
        }

        private String json(String sentKey) {
            return """
            {"called":"%s","eventSource":"ceph:s3","eventName":"ObjectCreated:Put",\
            "s3":{"bucket":{"name":"b"},"object":{"key":"%s","size":1}},"eventId":"%s"}\
            """
                    .formatted(name, sentKey, id);
        }

        /** Returns the name of a stored event. */
        static String name(Change stored) {
            String json = new String(stored.original().orElseThrow().json().bytes(), UTF_8);
            return json.replaceAll(".*\"called\":\"([^\"]*)\".*", "$1");
        }
    }

    ReceivedEvents(RandomGenerator random) {
        this.random = random;
    }

    /** Draws a message: events with and without an id, some of them sent before, and bad ones. */
    List<Sent> message() {
        return IntStream.rangeClosed(0, random.nextInt(MOST_IN_MESSAGE))
                .mapToObj(_ -> event())
                .toList();
    }

    private Sent event() {
        int drawn = random.nextInt(12);
        if (drawn == 0) {
            String name = "b" + made++;
            return new Sent(name, name, BAD);
        }
        if (drawn < 4) {
            return new Sent("x" + made++, "", "k" + random.nextInt(KEYS));
        }
        int id = random.nextInt(IDS);
        return new Sent("e" + id, "e" + id, "k" + id % KEYS);
    }
}
