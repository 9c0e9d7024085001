package dev.carillon.format;

import dev.carillon.event.EventPattern;
import dev.carillon.event.EventType;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The event names that a listener may ask for: those of {@link S3EventNames}, those that only MinIO
 * has, and the start of an upload that B2 clients read while it is in progress.
 *
 * <p>Names that only MinIO has are accepted and stand for nothing: {@code mc watch} asks for reads
 * of objects by default, and no store reports what does not happen in it.
 */
public final class MinioEventNames {
    private static final String LIVE_READ =
            "s3:" + S3EventNames.nameOf(EventType.LIVE_UPLOAD_STARTED);

    private static final Map<String, EventPattern> ONLY_MINIO =
            List.of(
                            "s3:BucketCreated:*",
                            "s3:BucketRemoved:*",
                            "s3:LifecycleDelMarkerExpiration:Delete",
                            "s3:ObjectAccessed:*",
                            "s3:ObjectAccessed:Attributes",
                            "s3:ObjectAccessed:Get",
                            "s3:ObjectAccessed:GetLegalHold",
                            "s3:ObjectAccessed:GetRetention",
                            "s3:ObjectAccessed:Head",
                            "s3:ObjectCreated:DeleteTagging",
                            "s3:ObjectCreated:PutLegalHold",
                            "s3:ObjectCreated:PutRetention",
                            "s3:ObjectCreated:PutTagging",
                            "s3:ObjectRemoved:DeleteAllVersions",
                            "s3:ObjectRemoved:NoOP",
                            "s3:ObjectTransition:*",
                            "s3:ObjectTransition:Complete",
                            "s3:ObjectTransition:Failed",
                            "s3:Replication:OperationCompletedReplication",
                            "s3:Scanner:BigPrefix",
                            "s3:Scanner:LargeVersions",
                            "s3:Scanner:ManyVersions")
                    .stream()
                    .collect(
                            Collectors.toUnmodifiableMap(
                                    Function.identity(), name -> new EventPattern(name, Set.of())));

    private MinioEventNames() {}

    /** Reads a name as a listener writes it; empty if there is no such event. */
    public static Optional<EventPattern> parse(String name) {
        if (name.equals(LIVE_READ)) {
            return Optional.of(new EventPattern(name, Set.of(EventType.LIVE_UPLOAD_STARTED)));
        }
        return S3EventNames.parse(name).or(() -> Optional.ofNullable(ONLY_MINIO.get(name)));
    }
}
