package dev.carillon.listen;

import dev.carillon.event.Bucket;
import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Origin;
import dev.carillon.event.Version;
import dev.carillon.format.B2EventNames;
import dev.carillon.format.S3EventNames;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One line of a live tail.
 *
 * @param events in it; none if it is a ping or an ending
 * @param cursor behind which the next line begins; empty if it is an ending
 * @param error the code and message with which the server ends the tail; empty if it does not
 */
record TailLine(List<ObjectEvent> events, Optional<String> cursor, Optional<Ending> error) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int HEX = 16;
    private static final Map<String, EventType> TYPES =
            Arrays.stream(EventType.values())
                    .filter(type -> B2EventNames.nameOf(type).isPresent())
                    .collect(Collectors.toMap(TailLine::s3Name, type -> type));

    TailLine {
        events = List.copyOf(events);
    }

    /** The reason for which the server ended a tail. */
    record Ending(String code, String message) {}

    /**
     * Returns the names by which a tail is asked for the events that a B2 rule asks for.
     *
     * @throws ListenException if B2 has no such event type
     */
    static List<String> names(List<String> b2Types) {
        return b2Types.stream()
                .map(name ->
                        B2EventNames.parse(name)
                                .orElseThrow(() ->
                                        new ListenException(
                                                "'%s' is no event type of B2: write some of %s"
                                                        .formatted(
                                                                name,
                                                                String.join(
                                                                        " ", B2EventNames.all())))))
                .flatMap(pattern -> pattern.types().stream())
                .map(TailLine::s3Name)
                .distinct()
                .sorted()
                .toList();
    }

    /**
     * Reads a line.
     *
     * @throws ListenException if it is not one of a live tail
     */
    static TailLine read(String line) {
        try {
            JsonNode json = JSON.readTree(line);
            if (json.path("error").isObject()) {
                JsonNode error = json.path("error");
                var ending =
                        new Ending(
                                error.path("code").asString(""),
                                error.path("message").asString(""));
                return new TailLine(List.of(), Optional.empty(), Optional.of(ending));
            }
            var events = new ArrayList<ObjectEvent>();
            for (JsonNode record : json.path("Records").values()) {
                event(record).ifPresent(events::add);
            }
            return new TailLine(
                    events, Optional.of(json.path("cursor").stringValue()), Optional.empty());
        } catch (JacksonException | DateTimeException | NumberFormatException e) {
            throw new ListenException("the server sent a line that is no event: " + line, e);
        }
    }

    /** Returns an event; empty if it is of a type that B2 does not have. */
    private static Optional<ObjectEvent> event(JsonNode record) {
        EventType type = TYPES.get(record.path("eventName").asString(""));
        if (type == null) {
            return Optional.empty();
        }
        JsonNode bucket = record.path("s3").path("bucket");
        JsonNode object = record.path("s3").path("object");
        long stamp = stamp(object, "sequencer");
        long made = stamp(object, "objectSequencer");
        var facts =
                new ObjectFacts(
                        object.path("key").stringValue(),
                        object.path("size").asLong(0),
                        object.path("eTag").asString(""),
                        made == stamp ? new Version.None() : new Version.Unkept(made),
                        Map.of(),
                        List.of());
        var change =
                new Change(
                        type,
                        Instant.parse(record.path("eventTime").stringValue()),
                        new Bucket(
                                bucket.path("id").stringValue(),
                                bucket.path("name").stringValue(),
                                bucket.path("ownerIdentity").path("principalId").asString("")),
                        facts,
                        new Origin("", "", "", ""));
        return Optional.of(ObjectEvent.of(change, stamp));
    }

    private static long stamp(JsonNode object, String name) {
        return Long.parseUnsignedLong(object.path(name).stringValue(), HEX);
    }

    private static String s3Name(EventType type) {
        return "s3:" + S3EventNames.nameOf(type);
    }
}
