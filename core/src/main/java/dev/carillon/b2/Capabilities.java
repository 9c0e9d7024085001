package dev.carillon.b2;

import dev.carillon.registry.AppKey;

import java.util.List;
import java.util.Set;

/** The capabilities of application keys, by B2's names. */
final class Capabilities {
    static final String LIST_KEYS = "listKeys";
    static final String WRITE_KEYS = "writeKeys";
    static final String DELETE_KEYS = "deleteKeys";
    static final String LIST_BUCKETS = "listBuckets";
    static final String WRITE_BUCKETS = "writeBuckets";
    static final String DELETE_BUCKETS = "deleteBuckets";
    static final String LIST_FILES = "listFiles";
    static final String READ_FILES = "readFiles";
    static final String SHARE_FILES = "shareFiles";
    static final String WRITE_FILES = "writeFiles";
    static final String DELETE_FILES = "deleteFiles";
    static final String READ_RULES = AppKey.READ_BUCKET_NOTIFICATIONS;
    static final String WRITE_RULES = "writeBucketNotifications";

    /** The capabilities that some call here requires; the root key has all of them. */
    static final List<String> ALL =
            List.of(
                    LIST_KEYS,
                    WRITE_KEYS,
                    DELETE_KEYS,
                    LIST_BUCKETS,
                    WRITE_BUCKETS,
                    DELETE_BUCKETS,
                    READ_RULES,
                    WRITE_RULES,
                    LIST_FILES,
                    READ_FILES,
                    SHARE_FILES,
                    WRITE_FILES,
                    DELETE_FILES);

    /** The capabilities that a key for some buckets only cannot have. */
    static final List<String> OF_ACCOUNT = List.of(LIST_KEYS, DELETE_KEYS);

    /** The capabilities of B2 that no call here requires. */
    private static final Set<String> OF_NO_USE =
            Set.of(
                    "listAllBucketNames",
                    "readBuckets",
                    "readBucketRetentions",
                    "writeBucketRetentions",
                    "readBucketEncryption",
                    "writeBucketEncryption",
                    "readBucketReplications",
                    "writeBucketReplications",
                    "readBucketLogging",
                    "writeBucketLogging",
                    "readFileLegalHolds",
                    "writeFileLegalHolds",
                    "readFileRetentions",
                    "writeFileRetentions",
                    "bypassGovernance");

    private Capabilities() {}

    /** Returns whether B2 has a capability with this name. */
    static boolean isKnown(String name) {
        return ALL.contains(name) || OF_NO_USE.contains(name);
    }

    /** Returns the capabilities of a list that some call here requires. */
    static List<String> ofUse(List<String> names) {
        return names.stream().filter(ALL::contains).toList();
    }
}
