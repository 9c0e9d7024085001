package dev.carillon.s3;

import dev.carillon.http.Query;
import dev.carillon.signature.QueryPart;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The sub-resource of a bucket or object that a request concerns: {@code ?acl}, {@code ?tagging}.
 */
final class Subresource {
    /**
     * The sub-resources of S3, and of other programs with its API; a request has at most one of
     * them.
     */
    private static final Set<String> NAMES =
            Set.of(
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
                    "session",
                    "abac",
                    "defaultObjectAcl",
                    "events",
                    "metadataConfiguration",
                    "metadataInventoryTable",
                    "metadataJournalTable",
                    "max-directory-buckets",
                    "metadataTable",
                    "replication-metrics",
                    "replication-reset");

    /** The sub-resources that buckets never have here, and the errors of S3 for them. */
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

    /**
     * Returns its name; empty if the request concerns the bucket or object itself.
     *
     * @throws S3Exception if the request names more than one
     */
    static String of(Query query) {
        String found = "";
        for (QueryPart parameter : query.parameters()) {
            String name = parameter.name();
            if (NAMES.contains(name) && !name.equals(found)) {
                if (!found.isEmpty()) {
                    throw new S3Exception(
                            S3Error.INVALID_ARGUMENT,
                            "Conflicting query string parameters: %s, %s. Send one of them"
                                    .formatted(found, name));
                }
                found = name;
            }
        }
        return found;
    }

    /** Returns whether a parameter names a sub-resource. */
    static boolean isNamed(String parameter) {
        return NAMES.contains(parameter);
    }

    /**
     * Returns the error for a sub-resource that the bucket does not have; empty if it may have it.
     */
    static Optional<S3Error> neverSet(String name) {
        return name.equals("publicAccessBlock")
                ? Optional.of(S3Error.NO_SUCH_PUBLIC_ACCESS_BLOCK)
                : Optional.ofNullable(NEVER_SET.get(name));
    }
}
