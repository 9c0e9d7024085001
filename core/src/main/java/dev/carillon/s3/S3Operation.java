package dev.carillon.s3;

import static dev.carillon.s3.Carried.BODY;
import static dev.carillon.s3.Carried.CONDITIONS;
import static dev.carillon.s3.Carried.NOTHING;
import static dev.carillon.s3.Carried.SOURCE;
import static dev.carillon.s3.Carried.VERSION;
import static dev.carillon.s3.Carried.headers;
import static dev.carillon.s3.S3Operation.Kind.CHANGE;
import static dev.carillon.s3.S3Operation.Kind.CONFIGURE;
import static dev.carillon.s3.S3Operation.Kind.READ;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The supported operations of the S3 API: the requests that ask for each ({@code GET /b/k} is a GET
 * of any object), and the headers and parameters that such a request may have.
 */
@SuppressWarnings("ImmutableEnumChecker") // Its sets and lists are immutable copies.
enum S3Operation {
    LIST_BUCKETS(
            READ,
            NOTHING.parameters("prefix", "max-buckets", "continuation-token", "bucket-region"),
            "GET /",
            "HEAD /"),
    CREATE_BUCKET(CONFIGURE, BODY, "PUT /b"),
    HEAD_BUCKET(READ, NOTHING, "HEAD /b"),
    DELETE_BUCKET(CONFIGURE, NOTHING, "DELETE /b"),
    GET_BUCKET_LOCATION(READ, NOTHING, "GET /b?location"),
    GET_ACL(READ, VERSION, "GET /b?acl", "GET /b/k?acl"),
    GET_BUCKET_VERSIONING(READ, NOTHING, "GET /b?versioning"),
    PUT_BUCKET_VERSIONING(CONFIGURE, BODY, "PUT /b?versioning"),
    /** Read as strictly as a change: with a misspelt id it would answer with all notifications. */
    GET_NOTIFICATION(CONFIGURE, NOTHING.parameters("notification-id"), "GET /b?notification"),
    PUT_NOTIFICATION(
            CONFIGURE,
            BODY.and(headers(NotificationCalls.SKIP)).parameters("notification-id"),
            "PUT /b?notification"),
    DELETE_NOTIFICATION(CONFIGURE, NOTHING.parameters("notification-id"), "DELETE /b?notification"),
    /** Read as strictly as a change: with a misspelt filter it would send other events. */
    LISTEN(
            CONFIGURE,
            NOTHING.parameters("prefix", "suffix", "ping", "cursor", "since"),
            "GET /b?events",
            "GET /?events"),
    LIST_OBJECTS(
            READ,
            NOTHING.parameters(
                    "list-type",
                    "prefix",
                    "delimiter",
                    "encoding-type",
                    "max-keys",
                    "marker",
                    "continuation-token",
                    "start-after",
                    "fetch-owner"),
            "GET /b"),
    LIST_OBJECT_VERSIONS(
            READ,
            NOTHING.parameters(
                    "prefix",
                    "delimiter",
                    "encoding-type",
                    "max-keys",
                    "key-marker",
                    "version-id-marker"),
            "GET /b?versions"),
    LIST_MULTIPART_UPLOADS(
            READ,
            NOTHING.parameters(
                    "prefix",
                    "delimiter",
                    "encoding-type",
                    "max-uploads",
                    "key-marker",
                    "upload-id-marker"),
            "GET /b?uploads"),
    DELETE_OBJECTS(CHANGE, BODY, "POST /b?delete"),
    GET_OBJECT(READ, Carried.READ, "GET /b/k"),
    HEAD_OBJECT(READ, Carried.READ, "HEAD /b/k"),
    GET_OBJECT_ATTRIBUTES(
            READ,
            VERSION.and(
                    headers(
                            "x-amz-object-attributes",
                            "x-amz-max-parts",
                            "x-amz-part-number-marker")),
            "GET /b/k?attributes"),
    PUT_OBJECT(CHANGE, BODY.and(CONDITIONS, headers("x-amz-tagging")), "PUT /b/k"),
    /** A PUT of an object with a copy source. */
    COPY_OBJECT(
            CHANGE,
            SOURCE.and(
                    CONDITIONS,
                    headers(
                            "x-amz-tagging",
                            "x-amz-metadata-directive",
                            "x-amz-tagging-directive",
                            "x-amz-checksum-algorithm"))),
    DELETE_OBJECT(
            CHANGE,
            VERSION.and(
                    headers(
                            "if-match",
                            "x-amz-if-match-size",
                            "x-amz-if-match-last-modified-time")),
            "DELETE /b/k"),
    GET_OBJECT_TAGGING(READ, VERSION, "GET /b/k?tagging"),
    PUT_OBJECT_TAGGING(CHANGE, BODY.and(VERSION), "PUT /b/k?tagging"),
    DELETE_OBJECT_TAGGING(CHANGE, VERSION, "DELETE /b/k?tagging"),
    CREATE_MULTIPART_UPLOAD(
            CHANGE,
            headers("x-amz-tagging", "x-amz-checksum-algorithm", "x-amz-checksum-type"),
            "POST /b/k?uploads"),
    UPLOAD_PART(CHANGE, BODY.parameters("partNumber"), "PUT /b/k?uploadId"),
    /** A PUT of a part with a copy source. */
    UPLOAD_PART_COPY(
            CHANGE, SOURCE.and(headers("x-amz-copy-source-range")).parameters("partNumber")),
    LIST_PARTS(READ, NOTHING.parameters("max-parts", "part-number-marker"), "GET /b/k?uploadId"),
    COMPLETE_MULTIPART_UPLOAD(
            CHANGE,
            BODY.and(CONDITIONS, headers("x-amz-checksum-type", "x-amz-mp-object-size")),
            "POST /b/k?uploadId"),
    ABORT_MULTIPART_UPLOAD(
            CHANGE, headers("x-amz-if-match-initiated-time"), "DELETE /b/k?uploadId"),
    /** Sub-resources that objects never have here. */
    GET_OBJECT_LOCK(READ, VERSION, "GET /b/k?retention", "GET /b/k?legal-hold"),
    /**
     * Sub-resources that buckets never have here, requested by name; see {@link
     * Subresource#neverSet}.
     */
    GET_NEVER_SET(READ, NOTHING),
    /** Sub-resources that buckets never have here, and that can therefore be deleted. */
    DELETE_NEVER_SET(CONFIGURE, NOTHING);

    private static final Map<String, S3Operation> BY_PLACE = new HashMap<>();

    static {
        for (S3Operation operation : values()) {
            operation.places.forEach(place -> BY_PLACE.put(place, operation));
        }
    }

    private final Kind kind;
    private final Carried carried;
    private final List<String> places;

    S3Operation(Kind kind, Carried carried, String... places) {
        this.kind = kind;
        this.carried = carried;
        this.places = List.of(places);
    }

    /** The strictness with which a request is checked. */
    enum Kind {
        /** An operation that reads. */
        READ,
        /** An operation that changes objects. */
        CHANGE,
        /** An operation on buckets and their configuration. */
        CONFIGURE
    }

    /**
     * Returns the operation that a call asks for; empty if this version does not have it.
     *
     * @param part the sub-resource concerned, see {@link Subresource#of}
     */
    static Optional<S3Operation> of(S3Call call, String part) {
        String method = call.request().method();
        String place = method + ' ' + place(call) + (part.isEmpty() ? "" : '?' + part);
        S3Operation found = BY_PLACE.get(place);
        if (found == PUT_OBJECT && PutCalls.copies(call)) {
            return Optional.of(COPY_OBJECT);
        }
        if (found == UPLOAD_PART && PutCalls.copies(call)) {
            return Optional.of(UPLOAD_PART_COPY);
        }
        return Optional.ofNullable(found).or(() -> ofNeverSet(call, part));
    }

    Kind kind() {
        return kind;
    }

    /**
     * Returns the headers and parameters that the operation supports in addition to those of every
     * request.
     */
    Carried carried() {
        return carried;
    }

    private static String place(S3Call call) {
        if (call.bucket().isEmpty()) {
            return "/";
        }
        return call.key().isEmpty() ? "/b" : "/b/k";
    }

    private static Optional<S3Operation> ofNeverSet(S3Call call, String part) {
        if (call.bucket().isEmpty()
                || !call.key().isEmpty()
                || Subresource.neverSet(part).isEmpty()) {
            return Optional.empty();
        }
        return switch (call.request().method()) {
            case "GET" -> Optional.of(GET_NEVER_SET);
            case "DELETE" -> Optional.of(DELETE_NEVER_SET);
            default -> Optional.empty();
        };
    }
}
