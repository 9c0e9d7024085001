package dev.carillon.s3;

import dev.carillon.store.Refusal;

/** The errors of S3: code, status, and the default message. */
enum S3Error {
    ACCESS_DENIED("AccessDenied", 403, "Access denied: sign the request with an access key"),
    BAD_DIGEST("BadDigest", 400, "A checksum you gave is not that of the data: send it again"),
    BUCKET_ALREADY_OWNED_BY_YOU(
            "BucketAlreadyOwnedByYou", 409, "You have a bucket of this name already"),
    BUCKET_NOT_EMPTY(
            "BucketNotEmpty", 409, "The bucket is not empty: delete its objects, then try again"),
    CONFLICT("OperationAborted", 409, "The bucket was changed meanwhile: read it again"),
    CURSOR_EXPIRED(
            "CursorExpired",
            410,
            "Events behind this cursor have left the log (--retention), so some would be missing:"
                    + " begin without cursor, or with since for the oldest that are left"),
    ENTITY_TOO_LARGE(
            "EntityTooLarge", 400, "One upload takes at most 5 GiB (5368709120 bytes) here"),
    ENTITY_TOO_SMALL(
            "EntityTooSmall", 400, "Every part but the last has at least 5 MiB (5242880 bytes)"),
    EXPECTATION_FAILED(
            "ExpectationFailed",
            417,
            "The only expectation that is met is 100-continue: send that"),
    HIDDEN("NoSuchKey", 404, "The key does not exist: its newest version is a delete marker"),
    INCOMPLETE_BODY(
            "IncompleteBody", 400, "The body ended before its announced length: send it again"),
    INTERNAL_ERROR("InternalError", 500, "Something broke on our side: try again"),
    INVALID_ARGUMENT("InvalidArgument", 400, "An argument of the request is not valid"),
    INVALID_BUCKET_NAME("InvalidBucketName", 400, "The bucket name is not valid"),
    INVALID_PART(
            "InvalidPart",
            400,
            "A part named was not uploaded, or its ETag is another: list the parts, upload it"
                    + " again"),
    INVALID_PART_NUMBER(
            "InvalidPartNumber", 416, "The object has no such part: leave out partNumber"),
    INVALID_PART_ORDER("InvalidPartOrder", 400, "Name the parts in rising order, each once"),
    INVALID_RANGE("InvalidRange", 416, "The range asked for begins after the end of the object"),
    INVALID_REQUEST("InvalidRequest", 400, "The request is not valid"),
    INVALID_TAG("InvalidTag", 400, "A tag is not valid"),
    INVALID_URI("InvalidURI", 400, "Could not parse the URI: escape it as UTF-8"),
    IS_DELETE_MARKER(
            "MethodNotAllowed", 405, "This version is a delete marker: it can only be deleted"),
    KEY_TOO_LONG("KeyTooLongError", 400, "A key has at most 1024 bytes in UTF-8: shorten it"),
    MALFORMED_XML(
            "MalformedXML", 400, "The XML is not well-formed or lacks what this request needs"),
    METADATA_TOO_LARGE(
            "MetadataTooLarge", 400, "All x-amz-meta- headers together have at most 2 KiB"),
    METHOD_NOT_ALLOWED("MethodNotAllowed", 405, "This method is not allowed on this resource"),
    QUEUE_FULL(
            "SlowDown",
            503,
            "The queue of a topic for this event is as long as its quota-entries or"
                    + " quota-bytes allow, so nothing was changed: try again later, or check the"
                    + " topic's endpoint"),
    NO_SPACE(
            "SlowDown",
            503,
            "The server's disk has no room for new data: delete something or ask who runs the"
                    + " server to make room (min-free-space), then try again"),
    NO_SUCH_BUCKET("NoSuchBucket", 404, "The bucket does not exist: create it first"),
    NO_SUCH_BUCKET_POLICY("NoSuchBucketPolicy", 404, "The bucket has no policy"),
    NO_SUCH_CORS("NoSuchCORSConfiguration", 404, "The bucket has no CORS configuration"),
    NO_SUCH_KEY("NoSuchKey", 404, "The key does not exist"),
    NO_SUCH_LIFECYCLE("NoSuchLifecycleConfiguration", 404, "The bucket has no lifecycle rules"),
    NO_SUCH_OBJECT_LOCK(
            "NoSuchObjectLockConfiguration", 404, "The object has no object lock configuration"),
    NO_SUCH_PUBLIC_ACCESS_BLOCK(
            "NoSuchPublicAccessBlockConfiguration",
            404,
            "The bucket has no public access block configuration"),
    NO_SUCH_TAG_SET("NoSuchTagSet", 404, "The bucket has no tags"),
    NO_SUCH_UPLOAD(
            "NoSuchUpload",
            404,
            "There is no such multipart upload: it was completed, aborted or never begun"),
    NO_SUCH_VERSION("NoSuchVersion", 404, "The object has no such version: list its versions"),
    NO_SUCH_WEBSITE("NoSuchWebsiteConfiguration", 404, "The bucket has no website"),
    NOT_IMPLEMENTED("NotImplemented", 501, "This operation is not in this version"),
    OBJECT_LOCK_NOT_FOUND(
            "ObjectLockConfigurationNotFoundError", 404, "The bucket has no object lock"),
    OWNERSHIP_NOT_FOUND(
            "OwnershipControlsNotFoundError", 404, "The bucket has no ownership controls"),
    PRECONDITION_FAILED(
            "PreconditionFailed", 412, "A precondition you gave does not hold: read again"),
    REPLICATION_NOT_FOUND(
            "ReplicationConfigurationNotFoundError", 404, "The bucket has no replication"),
    REQUEST_TIMEOUT("RequestTimeout", 400, "The body came too slowly: send it again"),
    SERVER_SIDE_ENCRYPTION_NOT_FOUND(
            "ServerSideEncryptionConfigurationNotFoundError",
            404,
            "The bucket has no encryption configuration"),
    SERVICE_UNAVAILABLE("ServiceUnavailable", 503, "The server is stopping: try again"),
    SLOW_DOWN("SlowDown", 503, "Too many writers change this key at once: try again later"),
    TOO_MANY_UPLOADS(
            "SlowDown",
            503,
            "Too many uploads are under way at once with this key: let some of them finish, then"
                    + " try again");

    private final String code;
    private final int status;
    private final String message;

    S3Error(String code, int status, String message) {
        this.code = code;
        this.status = status;
        this.message = message;
    }

    /** Returns the code as S3 spells it. */
    String code() {
        return code;
    }

    /** Returns the HTTP status of the error. */
    int status() {
        return status;
    }

    /** Returns the message for people: what is wrong and what to do. */
    String message() {
        return message;
    }

    /** Returns the error for a refusal of the store. */
    static S3Error of(Refusal refusal) {
        return switch (refusal) {
            case NO_SUCH_BUCKET -> NO_SUCH_BUCKET;
            case BUCKET_EXISTS -> BUCKET_ALREADY_OWNED_BY_YOU;
            case BUCKET_NOT_EMPTY -> BUCKET_NOT_EMPTY;
            case NO_SUCH_OBJECT -> NO_SUCH_KEY;
            case HIDDEN -> HIDDEN;
            case NO_SUCH_VERSION -> NO_SUCH_VERSION;
            case IS_DELETE_MARKER -> IS_DELETE_MARKER;
            case REVISION_DIFFERS -> CONFLICT;
            case PRECONDITION_FAILED -> PRECONDITION_FAILED;
            case QUEUE_FULL -> QUEUE_FULL;
            case NO_SPACE -> NO_SPACE;
            case TOO_MANY_UPLOADS -> TOO_MANY_UPLOADS;
            case TOO_LARGE -> ENTITY_TOO_LARGE;
            case NO_SUCH_UPLOAD -> NO_SUCH_UPLOAD;
            case INVALID_PART -> INVALID_PART;
            case INVALID_PART_ORDER -> INVALID_PART_ORDER;
            case PART_TOO_SMALL -> ENTITY_TOO_SMALL;
        };
    }
}
