package dev.carillon.b2;

import static dev.carillon.b2.Carried.NOTHING;
import static dev.carillon.b2.Carried.fields;
import static dev.carillon.b2.Carried.headers;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The supported calls of the B2 API, two of our own included, and what each may contain. */
@SuppressWarnings("ImmutableEnumChecker") // Its sets are immutable copies.
enum B2Operation {
    AUTHORIZE_ACCOUNT("b2_authorize_account", NOTHING),
    CREATE_KEY(
            "b2_create_key",
            fields(
                    "accountId",
                    "capabilities",
                    "keyName",
                    "validDurationInSeconds",
                    "bucketId",
                    "bucketIds",
                    "namePrefix")),
    LIST_KEYS("b2_list_keys", fields("accountId", "maxKeyCount", "startApplicationKeyId")),
    DELETE_KEY("b2_delete_key", fields("applicationKeyId")),
    CREATE_BUCKET("b2_create_bucket", fields("accountId", "bucketName").and(Settings.OF_BUCKET)),
    LIST_BUCKETS("b2_list_buckets", fields("accountId", "bucketId", "bucketName", "bucketTypes")),
    UPDATE_BUCKET(
            "b2_update_bucket",
            fields("accountId", "bucketId", "ifRevisionIs").and(Settings.OF_BUCKET)),
    DELETE_BUCKET("b2_delete_bucket", fields("accountId", "bucketId")),
    GET_UPLOAD_URL("b2_get_upload_url", fields("bucketId")),
    UPLOAD_FILE("b2_upload_file", headers("x-bz-file-name", "x-bz-content-sha1", FileInfo.HEADER)),
    COPY_FILE(
            "b2_copy_file",
            fields(
                            "sourceFileId",
                            "destinationBucketId",
                            "fileName",
                            "range",
                            "metadataDirective",
                            "contentType")
                    .with("fileInfo", "*")),
    LIST_FILE_NAMES(
            "b2_list_file_names",
            fields("bucketId", "startFileName", "maxFileCount", "prefix", "delimiter")),
    LIST_FILE_VERSIONS(
            "b2_list_file_versions",
            fields(
                    "bucketId",
                    "startFileName",
                    "startFileId",
                    "maxFileCount",
                    "prefix",
                    "delimiter")),
    GET_FILE_INFO("b2_get_file_info", fields("fileId")),
    LIST_UNFINISHED_LARGE_FILES(
            "b2_list_unfinished_large_files",
            fields("bucketId", "namePrefix", "startFileId", "maxFileCount")),
    HIDE_FILE("b2_hide_file", fields("bucketId", "fileName")),
    DELETE_FILE_VERSION("b2_delete_file_version", fields("fileName", "fileId", "bypassGovernance")),
    DOWNLOAD_BY_ID("b2_download_file_by_id", fields("fileId").and(Overrides.FIELDS)),
    /** A GET of {@code /file/BUCKET/NAME}. */
    DOWNLOAD_BY_NAME("b2_download_file_by_name", Overrides.FIELDS),
    GET_DOWNLOAD_AUTHORIZATION(
            "b2_get_download_authorization",
            fields("bucketId", "fileNamePrefix", "validDurationInSeconds").and(Overrides.FIELDS)),
    GET_RULES("b2_get_bucket_notification_rules", fields("bucketId")),
    SET_RULES(
            "b2_set_bucket_notification_rules",
            fields("bucketId", "ifRevisionIs").and(Settings.RULES)),
    RESUME_RULE("carillon_resume_bucket_notification_rule", fields("bucketId", "ruleName")),
    TEST_RULE("carillon_test_bucket_notification_rule", fields("bucketId", "ruleName"));

    private static final Map<String, B2Operation> BY_CALL =
            Arrays.stream(values())
                    .collect(Collectors.toUnmodifiableMap(B2Operation::call, Function.identity()));

    private final String call;
    private final Carried carried;

    B2Operation(String call, Carried carried) {
        this.call = call;
        this.carried = carried;
    }

    /** Returns the operation of a call; empty if this version does not have it. */
    static Optional<B2Operation> of(String call) {
        return Optional.ofNullable(BY_CALL.get(call));
    }

    /** Returns the name of the call in paths. */
    String call() {
        return call;
    }

    /** Returns the supported fields and headers. */
    Carried carried() {
        return carried;
    }

    /** Returns whether the call downloads a file. */
    boolean isDownload() {
        return this == DOWNLOAD_BY_ID || this == DOWNLOAD_BY_NAME;
    }

    /** The fields of objects inside requests. */
    private static final class Settings {
        static final Carried OF_BUCKET =
                fields("bucketType")
                        .with("bucketInfo", "*")
                        .with(
                                "corsRules",
                                "corsRuleName",
                                "allowedOrigins",
                                "allowedHeaders",
                                "allowedOperations",
                                "exposeHeaders",
                                "maxAgeSeconds")
                        .with(
                                "lifecycleRules",
                                "fileNamePrefix",
                                "daysFromHidingToDeleting",
                                "daysFromUploadingToHiding",
                                "daysFromStartingToCancelingUnfinishedLargeFiles");

        /**
         * The fields of rules. Two of them are set by the server only; B2 ignores them in requests.
         */
        static final Carried RULES =
                NOTHING.with(
                                "eventNotificationRules",
                                "eventTypes",
                                "isEnabled",
                                "isSuspended",
                                "suspensionReason",
                                "maxEventsPerBatch",
                                "name",
                                "objectNamePrefix")
                        .with(
                                "eventNotificationRules.targetConfiguration",
                                "targetType",
                                "url",
                                "customHeaders",
                                "customHeaders.*",
                                "hmacSha256SigningSecret",
                                "maxEventsPerBatch");
    }
}
