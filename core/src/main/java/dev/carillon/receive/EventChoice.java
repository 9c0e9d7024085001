package dev.carillon.receive;

import dev.carillon.event.Change;
import dev.carillon.event.EventPattern;
import dev.carillon.event.EventType;
import dev.carillon.format.B2EventNames;
import dev.carillon.format.S3EventNames;
import dev.carillon.rule.RefusedException;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The events that a receiver takes: of one of the types, in one of the buckets, and with a key that
 * has one of the prefixes and one of the suffixes. A list that is empty excludes nothing.
 *
 * @param types kinds of events
 * @param buckets names of buckets
 * @param prefixes beginnings of keys
 * @param suffixes ends of keys
 */
public record EventChoice(
        Set<EventType> types, Set<String> buckets, List<String> prefixes, List<String> suffixes) {
    /** Excludes nothing. */
    public static final EventChoice ALL = new EventChoice(Set.of(), Set.of(), List.of(), List.of());

    public EventChoice {
        types = Set.copyOf(types);
        buckets = Set.copyOf(buckets);
        prefixes = List.copyOf(prefixes);
        suffixes = List.copyOf(suffixes);
    }

    /**
     * Returns the types of events with the names of S3 or B2, such as {@code s3:ObjectCreated:*} or
     * {@code b2:ObjectDeleted:Delete}; {@code s3:} may be left out, and {@code *} means all.
     *
     * @throws RefusedException if there is no such name; the message says what to write
     */
    public static Set<EventType> types(List<String> names) {
        var types = EnumSet.noneOf(EventType.class);
        names.forEach(name -> types.addAll(pattern(name)));
        return Set.copyOf(types);
    }

    private static Set<EventType> pattern(String name) {
        if (name.equals("*")) {
            return EnumSet.allOf(EventType.class);
        }
        return S3EventNames.parse(name)
                .or(() -> S3EventNames.parse("s3:" + name))
                .or(() -> B2EventNames.parse(name))
                .map(EventPattern::types)
                .orElseThrow(() ->
                        new RefusedException(
                                "'%s' is no name of events: write one of S3 or B2, such as s3:ObjectCreated:* or b2:ObjectDeleted:*"
                                        .formatted(name)));
    }

    /** Returns whether an event is taken. */
    public boolean takes(Change change) {
        String key = change.object().key();
        return (types.isEmpty() || types.contains(change.type()))
                && (buckets.isEmpty() || buckets.contains(change.bucket().name()))
                && (prefixes.isEmpty() || prefixes.stream().anyMatch(key::startsWith))
                && (suffixes.isEmpty() || suffixes.stream().anyMatch(key::endsWith));
    }
}
