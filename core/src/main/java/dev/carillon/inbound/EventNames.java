package dev.carillon.inbound;

import dev.carillon.event.EventType;
import dev.carillon.format.B2EventNames;
import dev.carillon.format.S3EventNames;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The names of events in received records: those of S3 with and without {@code s3:}, those of
 * CloudEvents about S3, and those of B2.
 */
final class EventNames {
    private static final String S3 = "s3:";
    private static final String B2 = "b2:";
    private static final List<String> PREFIXES =
            List.of("", S3, "com.amazonaws.", "com.amazonaws.s3.");

    /** Removes an object without a version, and otherwise a version that is not the current one. */
    private static final String EXPIRED = "LifecycleExpiration:Delete";

    /** Is sent by MinIO for a removal that removed nothing. */
    private static final String NOTHING_REMOVED = "ObjectRemoved:NoOP";

    /** The types of names without a kind, and of kinds that are unknown. */
    private static final Map<String, EventType> CATEGORIES =
            Map.of(
                    "ObjectCreated", EventType.CREATED_PUT,
                    "PutObject", EventType.CREATED_PUT,
                    "PutObjectCopy", EventType.CREATED_COPY,
                    "ObjectRemoved", EventType.REMOVED_DELETE,
                    "DeleteObject", EventType.REMOVED_DELETE);

    private static final Map<String, EventType> TYPES = new HashMap<>();

    static {
        for (String name : S3EventNames.all()) {
            var types = S3EventNames.parse(name).orElseThrow().types();
            if (types.size() == 1 && !name.endsWith("*")) {
                name(name.substring(S3.length()), types.iterator().next());
            }
        }
        name(EXPIRED, EventType.EXPIRED_CURRENT);
        name("LifecycleTransition", EventType.TRANSITIONED_CURRENT);
        name(S3EventNames.nameOf(EventType.LIVE_UPLOAD_STARTED), EventType.LIVE_UPLOAD_STARTED);
    }

    private EventNames() {}

    private static void name(String name, EventType type) {
        PREFIXES.forEach(prefix -> TYPES.put(prefix + name, type));
    }

    /**
     * Returns the type of an event with this name: the most usual one of its category if its kind
     * is unknown, {@link EventType#OTHER} if its category is.
     *
     * @param versionId of the object, empty if the record has none
     */
    static EventType typeOf(String name, String versionId) {
        EventType type = TYPES.get(name);
        if (type == null) {
            EventType ofB2 = B2EventNames.typeOf(name);
            return ofB2 == EventType.OTHER ? byCategory(name) : ofB2;
        }
        return type == EventType.EXPIRED_CURRENT && !versionId.isEmpty() && name.endsWith(EXPIRED)
                ? EventType.EXPIRED_NONCURRENT
                : type;
    }

    /**
     * Returns the action for an event. None is for the end of a version that is not the current
     * one, because the object is still there.
     */
    static Optional<Action> actionOf(EventType type) {
        return switch (type) {
            case CREATED_PUT,
                    CREATED_POST,
                    CREATED_COPY,
                    CREATED_MULTIPART_UPLOAD,
                    REPLICATED_CREATE ->
                    Optional.of(Action.COPY);
            case REMOVED_DELETE,
                    REMOVED_DELETE_MARKER,
                    REPLICATED_DELETE,
                    REPLICATED_DELETE_MARKER,
                    EXPIRED_CURRENT,
                    EXPIRED_DELETE_MARKER ->
                    Optional.of(Action.DELETE);
            case LIVE_UPLOAD_STARTED,
                    EXPIRED_NONCURRENT,
                    EXPIRED_MULTIPART_UPLOAD,
                    TRANSITIONED_CURRENT,
                    TRANSITIONED_NONCURRENT,
                    RESTORE_STARTED,
                    RESTORE_COMPLETED,
                    RESTORE_EXPIRED,
                    OTHER ->
                    Optional.empty();
        };
    }

    private static EventType byCategory(String name) {
        String plain = withoutPrefix(name);
        int end = plain.indexOf(':');
        String category = end < 0 ? plain : plain.substring(0, end);
        return plain.equals(NOTHING_REMOVED)
                ? EventType.OTHER
                : CATEGORIES.getOrDefault(category, EventType.OTHER);
    }

    private static String withoutPrefix(String name) {
        String rest = name.startsWith(B2) ? name.substring(B2.length()) : name;
        return PREFIXES.reversed().stream()
                .filter(rest::startsWith)
                .findFirst()
                .map(prefix -> rest.substring(prefix.length()))
                .orElse(rest);
    }
}
