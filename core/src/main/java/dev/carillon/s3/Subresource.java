package dev.carillon.s3;

import dev.carillon.http.Query;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The part of a bucket or object that a request is about: {@code ?acl}, {@code ?tagging}. */
final class Subresource {
    /** In the order they are looked for: a request should have one of them. */
    private static final List<String> NAMES =
            List.of(
                    "uploadId",
                    "uploads",
                    "delete",
                    "notification",
                    "location",
                    "versioning",
                    "versions",
                    "acl",
                    "tagging",
                    "policy",
                    "policyStatus",
                    "lifecycle",
                    "cors",
                    "encryption",
                    "object-lock",
                    "website",
                    "replication",
                    "ownershipControls",
                    "publicAccessBlock",
                    "requestPayment",
                    "logging",
                    "accelerate",
                    "analytics",
                    "inventory",
                    "metrics",
                    "intelligent-tiering",
                    "retention",
                    "legal-hold",
                    "attributes",
                    "torrent",
                    "restore",
                    "select",
                    "append",
                    "renameObject",
                    "session");

    /** What a bucket never has here, and how S3 says so. */
    private static final Map<String, S3Error> NEVER_SET =
            Map.of(
                    "tagging", S3Error.NO_SUCH_TAG_SET,
                    "policy", S3Error.NO_SUCH_BUCKET_POLICY,
                    "policyStatus", S3Error.NO_SUCH_BUCKET_POLICY,
                    "lifecycle", S3Error.NO_SUCH_LIFECYCLE,
                    "cors", S3Error.NO_SUCH_CORS,
                    "encryption", S3Error.SERVER_SIDE_ENCRYPTION_NOT_FOUND,
                    "object-lock", S3Error.OBJECT_LOCK_NOT_FOUND,
                    "website", S3Error.NO_SUCH_WEBSITE,
                    "replication", S3Error.REPLICATION_NOT_FOUND,
                    "ownershipControls", S3Error.OWNERSHIP_NOT_FOUND);

    private Subresource() {}

    /** Its name; empty when the request is about the bucket or object itself. */
    static String of(Query query) {
        return NAMES.stream().filter(query::has).findFirst().orElse("");
    }

    /** How to say that a bucket has no such thing; empty when it may have it. */
    static Optional<S3Error> neverSet(String name) {
        return name.equals("publicAccessBlock")
                ? Optional.of(S3Error.NO_SUCH_PUBLIC_ACCESS_BLOCK)
                : Optional.ofNullable(NEVER_SET.get(name));
    }
}
