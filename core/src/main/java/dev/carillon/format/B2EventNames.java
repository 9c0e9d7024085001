package dev.carillon.format;

import dev.carillon.event.EventPattern;
import dev.carillon.event.EventType;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The event names of Backblaze B2 in rules and in messages. A name is {@code b2:CATEGORY:KIND}; a
 * rule may have {@code *} for the kind.
 */
public final class B2EventNames {
    /** The event name of a test message. No rule can name it. */
    public static final String TEST = "b2:TestEvent";

    private static final String PREFIX = "b2:";
    private static final String ANY = ":*";

    private static final Map<EventType, String> NAMES = new EnumMap<>(EventType.class);
    private static final Map<String, EventType> TYPES = new HashMap<>();
    private static final Map<String, EventPattern> PATTERNS = new LinkedHashMap<>();

    static {
        name("ObjectCreated:Upload", EventType.CREATED_PUT, EventType.CREATED_POST);
        name("ObjectCreated:MultipartUpload", EventType.CREATED_MULTIPART_UPLOAD);
        name("ObjectCreated:Copy", EventType.CREATED_COPY);
        name("ObjectCreated:Replica", EventType.REPLICATED_CREATE);
        name("ObjectCreated:MultipartReplica");
        name("ObjectDeleted:Delete", EventType.REMOVED_DELETE, EventType.REPLICATED_DELETE);
        name(
                "ObjectDeleted:LifecycleRule",
                EventType.EXPIRED_NONCURRENT,
                EventType.EXPIRED_DELETE_MARKER);
        name(
                "HideMarkerCreated:Hide",
                EventType.REMOVED_DELETE_MARKER,
                EventType.REPLICATED_DELETE_MARKER);
        name("HideMarkerCreated:LifecycleRule", EventType.EXPIRED_CURRENT);
        name("MultipartUploadCreated:LiveRead", EventType.LIVE_UPLOAD_STARTED);
        for (String category : categories()) {
            wildcard(category);
        }
    }

    private B2EventNames() {}

    /** Reads a name as written in a rule; empty if there is no such event. */
    public static Optional<EventPattern> parse(String name) {
        return Optional.ofNullable(PATTERNS.get(name));
    }

    /** Returns the name for a type of event; empty if B2 has none. */
    public static Optional<String> nameOf(EventType type) {
        return Optional.ofNullable(NAMES.get(type));
    }

    /**
     * Returns the type of a published event with this name: the most usual one if several have it,
     * {@link EventType#OTHER} if none has.
     */
    public static EventType typeOf(String name) {
        return TYPES.getOrDefault(name, EventType.OTHER);
    }

    /** Returns every name that a rule may have, wildcards last. */
    public static List<String> all() {
        return List.copyOf(PATTERNS.keySet());
    }

    /** Returns the names without wildcard that a rule's name stands for. */
    public static List<String> expanded(String name) {
        return name.endsWith(ANY)
                ? PATTERNS.keySet().stream()
                        .filter(text -> !text.endsWith(ANY))
                        .filter(text -> text.startsWith(name.substring(0, name.length() - 1)))
                        .toList()
                : List.of(name);
    }

    /** Returns the part of a name between {@code b2:} and the kind. */
    public static String category(String name) {
        return name.substring(PREFIX.length(), name.lastIndexOf(':'));
    }

    private static void name(String name, EventType... types) {
        for (EventType type : types) {
            NAMES.put(type, PREFIX + name);
            TYPES.putIfAbsent(PREFIX + name, type);
        }
        PATTERNS.put(PREFIX + name, new EventPattern(PREFIX + name, Set.of(types)));
    }

    private static List<String> categories() {
        return PATTERNS.keySet().stream().map(B2EventNames::category).distinct().toList();
    }

    private static void wildcard(String category) {
        String name = PREFIX + category + ANY;
        var types = new ArrayList<EventType>();
        expanded(name).forEach(text -> types.addAll(known(text).types()));
        PATTERNS.put(name, new EventPattern(name, Set.copyOf(types)));
    }

    private static EventPattern known(String name) {
        return parse(name).orElseThrow();
    }
}
