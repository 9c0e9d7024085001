package dev.carillon.b2;

import java.util.List;

/** What an application key may do, in B2's words. */
final class Capabilities {
    static final String LIST_KEYS = "listKeys";
    static final String WRITE_KEYS = "writeKeys";
    static final String DELETE_KEYS = "deleteKeys";
    static final String LIST_ALL_BUCKETS = "listAllBucketNames";
    static final String LIST_BUCKETS = "listBuckets";
    static final String WRITE_BUCKETS = "writeBuckets";
    static final String DELETE_BUCKETS = "deleteBuckets";
    static final String LIST_FILES = "listFiles";
    static final String READ_FILES = "readFiles";
    static final String SHARE_FILES = "shareFiles";
    static final String WRITE_FILES = "writeFiles";
    static final String DELETE_FILES = "deleteFiles";
    static final String READ_RULES = "readBucketNotifications";
    static final String WRITE_RULES = "writeBucketNotifications";

    /** All of them: what the root key may. */
    static final List<String> ALL =
            List.of(
                    LIST_KEYS,
                    WRITE_KEYS,
                    DELETE_KEYS,
                    LIST_ALL_BUCKETS,
                    LIST_BUCKETS,
                    "readBuckets",
                    WRITE_BUCKETS,
                    DELETE_BUCKETS,
                    "readBucketRetentions",
                    "writeBucketRetentions",
                    "readBucketEncryption",
                    "writeBucketEncryption",
                    "readBucketReplications",
                    "writeBucketReplications",
                    "readBucketLogging",
                    "writeBucketLogging",
                    READ_RULES,
                    WRITE_RULES,
                    LIST_FILES,
                    READ_FILES,
                    SHARE_FILES,
                    WRITE_FILES,
                    DELETE_FILES,
                    "readFileLegalHolds",
                    "writeFileLegalHolds",
                    "readFileRetentions",
                    "writeFileRetentions",
                    "bypassGovernance");

    private Capabilities() {}
}
