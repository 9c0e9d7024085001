package dev.carillon.format;

import dev.carillon.event.EventPattern;
import dev.carillon.event.EventType;
import dev.carillon.rule.Rule;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The event names of the S3 dialect in configurations and in records.
 *
 * <p>A configuration may use every name that Ceph and AWS document, also those of events that never
 * happen here (tagging, ACL), so that a configuration written for another store is accepted
 * unchanged. The three spellings of an aborted upload are one name, printed {@code
 * AbortMultipartUpload}.
 */
public final class S3EventNames {
    private static final String PREFIX = "s3:";

    /**
     * The types that this version sends: it has no lifecycle, replication, restore or POST form.
     */
    private static final Set<EventType> SENT =
            Set.of(
                    EventType.CREATED_PUT,
                    EventType.CREATED_COPY,
                    EventType.CREATED_MULTIPART_UPLOAD,
                    EventType.REMOVED_DELETE,
                    EventType.REMOVED_DELETE_MARKER);

    private static final Map<String, EventPattern> PATTERNS = new LinkedHashMap<>();
    private static final Map<EventType, String> NAMES = new EnumMap<>(EventType.class);

    static {
        created();
        removed();
        lifecycle();
        replicated();
        restored();
        neverEmitted();
        neverAskedFor();
    }

    private S3EventNames() {}

    /** Reads a name as written in a configuration; empty if there is no such event. */
    public static Optional<EventPattern> parse(String name) {
        return Optional.ofNullable(PATTERNS.get(name));
    }

    /**
     * Returns the patterns of a rule that names no event: everything created, everything removed.
     */
    public static List<EventPattern> defaults() {
        return List.of(known("s3:ObjectCreated:*"), known("s3:ObjectRemoved:*"));
    }

    /**
     * Returns the names in a rule of which this version never sends an event, in the rule's order.
     */
    public static List<String> neverSent(Rule rule) {
        return rule.events().stream()
                .filter(eventPattern ->
                        SENT.stream()
                                .noneMatch(type -> (eventPattern.mask() & 1L << type.code()) != 0))
                .map(EventPattern::text)
                .toList();
    }

    /** Returns a sentence about those names of a rule; empty if it has none. */
    public static Optional<String> warning(Rule rule) {
        List<String> names = neverSent(rule);
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "notification '%s' asks for %s, which this version of Carillon never sends"
                                .formatted(rule.id(), String.join(", ", names)));
    }

    /** Returns the name of an event in a record: without {@code s3:}. */
    public static String nameOf(EventType type) {
        return Objects.requireNonNull(NAMES.get(type));
    }

    /** Returns every name that a configuration may use, in the order of the documents. */
    public static Set<String> all() {
        return Set.copyOf(PATTERNS.keySet());
    }

    private static EventPattern known(String name) {
        return Objects.requireNonNull(PATTERNS.get(name));
    }

    private static void created() {
        emitted(EventType.CREATED_PUT, "ObjectCreated:Put");
        emitted(EventType.CREATED_POST, "ObjectCreated:Post");
        emitted(EventType.CREATED_COPY, "ObjectCreated:Copy");
        emitted(EventType.CREATED_MULTIPART_UPLOAD, "ObjectCreated:CompleteMultipartUpload");
        pattern(
                "ObjectCreated:*",
                EventType.CREATED_PUT,
                EventType.CREATED_POST,
                EventType.CREATED_COPY,
                EventType.CREATED_MULTIPART_UPLOAD);
    }

    private static void removed() {
        emitted(EventType.REMOVED_DELETE, "ObjectRemoved:Delete");
        emitted(EventType.REMOVED_DELETE_MARKER, "ObjectRemoved:DeleteMarkerCreated");
        pattern("ObjectRemoved:*", EventType.REMOVED_DELETE, EventType.REMOVED_DELETE_MARKER);
    }

    private static void lifecycle() {
        String expiration = "ObjectLifecycle:Expiration:";
        emitted(EventType.EXPIRED_CURRENT, expiration + "Current");
        emitted(EventType.EXPIRED_NONCURRENT, expiration + "NonCurrent");
        pattern(expiration + "Noncurrent", EventType.EXPIRED_NONCURRENT);
        emitted(EventType.EXPIRED_DELETE_MARKER, expiration + "DeleteMarker");
        emitted(EventType.EXPIRED_MULTIPART_UPLOAD, expiration + "AbortMultipartUpload");
        alias(expiration + "AbortMPU", expiration + "AbortMultipartUpload");
        EventType[] expired = {
            EventType.EXPIRED_CURRENT,
            EventType.EXPIRED_NONCURRENT,
            EventType.EXPIRED_DELETE_MARKER,
            EventType.EXPIRED_MULTIPART_UPLOAD
        };
        pattern(expiration + "*", expired);
        EventType[] moved = {EventType.TRANSITIONED_CURRENT, EventType.TRANSITIONED_NONCURRENT};
        emitted(EventType.TRANSITIONED_CURRENT, "ObjectLifecycle:Transition:Current");
        emitted(EventType.TRANSITIONED_NONCURRENT, "ObjectLifecycle:Transition:NonCurrent");
        pattern("ObjectLifecycle:Transition:Noncurrent", EventType.TRANSITIONED_NONCURRENT);
        pattern("ObjectLifecycle:Transition:*", moved);
        pattern("ObjectLifecycle:*", joined(expired, moved));
        lifecycleInAwsWords(moved);
    }

    private static void lifecycleInAwsWords(EventType[] moved) {
        EventType[] deleted = {EventType.EXPIRED_CURRENT, EventType.EXPIRED_NONCURRENT};
        EventType[] marked = {EventType.EXPIRED_DELETE_MARKER};
        pattern("LifecycleExpiration:Delete", deleted);
        pattern("LifecycleExpiration:DeleteMarkerCreated", marked);
        pattern("LifecycleExpiration:*", joined(deleted, marked));
        pattern("LifecycleTransition", moved);
    }

    private static void replicated() {
        emitted(EventType.REPLICATED_CREATE, "ObjectSynced:Create");
        emitted(EventType.REPLICATED_DELETE, "ObjectSynced:Delete");
        emitted(EventType.REPLICATED_DELETE_MARKER, "ObjectSynced:DeletionMarkerCreated");
        EventType[] all = {
            EventType.REPLICATED_CREATE,
            EventType.REPLICATED_DELETE,
            EventType.REPLICATED_DELETE_MARKER
        };
        pattern("ObjectSynced:*", all);
        pattern("Replication:Create", EventType.REPLICATED_CREATE);
        pattern("Replication:Delete", EventType.REPLICATED_DELETE);
        pattern("Replication:DeletionMarkerCreated", EventType.REPLICATED_DELETE_MARKER);
        pattern("Replication:*", all);
    }

    private static void restored() {
        emitted(EventType.RESTORE_STARTED, "ObjectRestore:Post");
        emitted(EventType.RESTORE_COMPLETED, "ObjectRestore:Completed");
        emitted(EventType.RESTORE_EXPIRED, "ObjectRestore:Delete");
        pattern(
                "ObjectRestore:*",
                EventType.RESTORE_STARTED,
                EventType.RESTORE_COMPLETED,
                EventType.RESTORE_EXPIRED);
    }

    private static void neverEmitted() {
        for (String name :
                List.of(
                        "ObjectTagging:*",
                        "ObjectTagging:Put",
                        "ObjectTagging:Delete",
                        "ObjectAcl:Put",
                        "ReducedRedundancyLostObject",
                        "Replication:OperationFailedReplication",
                        "Replication:OperationMissedThreshold",
                        "Replication:OperationReplicatedAfterThreshold",
                        "Replication:OperationNotTracked",
                        "IntelligentTiering")) {
            pattern(name);
        }
    }

    /** Adds the names of types for which S3 has no event; they are only shown to people. */
    private static void neverAskedFor() {
        NAMES.put(EventType.LIVE_UPLOAD_STARTED, "MultipartUploadCreated:LiveRead");
        NAMES.put(EventType.OTHER, "Other");
    }

    private static void emitted(EventType type, String name) {
        NAMES.put(type, name);
        pattern(name, type);
    }

    private static void pattern(String name, EventType... types) {
        PATTERNS.put(PREFIX + name, new EventPattern(PREFIX + name, Set.of(types)));
    }

    private static void alias(String name, String meant) {
        PATTERNS.put(PREFIX + name, known(PREFIX + meant));
    }

    private static EventType[] joined(EventType[] some, EventType[] others) {
        var all = new ArrayList<>(List.of(some));
        all.addAll(List.of(others));
        return all.toArray(EventType[]::new);
    }
}
