package dev.carillon.signature;

import static dev.carillon.signature.RefusalCode.ACCESS_DENIED;
import static dev.carillon.signature.RefusalCode.INVALID_ACCESS_KEY_ID;
import static dev.carillon.signature.RefusalCode.INVALID_ARGUMENT;
import static dev.carillon.signature.RefusalCode.SIGNATURE_DOES_NOT_MATCH;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Checks AWS Signature Version 2, in the header {@code Authorization: AWS KEY-ID:SIGNATURE} or in
 * the query, as old S3 clients and Ceph's tests send it. It does not cover the body. Thread-safe.
 */
public final class SigV2 {
    private static final String SCHEME = "AWS ";

    /** The query parameters that are signed, in addition to those that override answer headers. */
    private static final Set<String> SIGNED =
            Set.of(
                    "accelerate",
                    "acl",
                    "analytics",
                    "cors",
                    "defaultObjectAcl",
                    "delete",
                    "encryption",
                    "inventory",
                    "legal-hold",
                    "lifecycle",
                    "location",
                    "logging",
                    "metrics",
                    "notification",
                    "object-lock",
                    "partNumber",
                    "policy",
                    "policyStatus",
                    "publicAccessBlock",
                    "replication",
                    "requestPayment",
                    "restore",
                    "retention",
                    "select",
                    "select-type",
                    "tagging",
                    "torrent",
                    "uploadId",
                    "uploads",
                    "versionId",
                    "versioning",
                    "versions",
                    "website");

    private final InstantSource clock;

    /** Creates a check that uses this clock. */
    public SigV2(InstantSource clock) {
        this.clock = clock;
    }

    /** Returns whether the Authorization header is of this kind. */
    public static boolean inHeader(Signable request) {
        return request.header("authorization")
                .filter(header -> header.startsWith(SCHEME))
                .isPresent();
    }

    /** Returns whether the query is that of a presigned URL of this kind. */
    public static boolean inQuery(Signable request) {
        return QueryPart.first(request.queryParts(), "AWSAccessKeyId").isPresent();
    }

    /**
     * Checks a request.
     *
     * @param keys finds a key by its id
     */
    public Verdict verify(Signable request, Function<String, Optional<AccessKey>> keys) {
        return verify(request, "", keys);
    }

    /**
     * Checks a request whose host name stands for the beginning of its path.
     *
     * @param before the text that is signed before the path: {@code /bucket}, or empty
     * @param keys finds a key by its id
     */
    public Verdict verify(
            Signable request, String before, Function<String, Optional<AccessKey>> keys) {
        try {
            List<String> resources = resources(request, before);
            return inHeader(request)
                    ? verifyHeader(request, resources, keys)
                    : verifyQuery(request, resources, keys);
        } catch (RefusedException e) {
            return new Verdict.Refused(e.refusal());
        }
    }

    /** Signs the text that this kind of signature covers. */
    static String sign(Secret secret, String text) {
        return Base64.getEncoder().encodeToString(Digests.hmac("HmacSHA1", secret.reveal(), text));
    }

    /**
     * Returns the text that is signed.
     *
     * @param date the Date header, or the expiry time of the URL
     */
    static String stringToSign(Signable request, String date) {
        return stringToSign(request, date, request.rawPath());
    }

    private static String stringToSign(Signable request, String date, String path) {
        return String.join(
                "\n",
                request.method(),
                request.header("content-md5").orElse(""),
                request.header("content-type").orElse(""),
                date,
                amzHeaders(request) + path + subresources(request));
    }

    /** Returns the paths that a client may have signed: boto3 adds a slash to that of a bucket. */
    private static List<String> resources(Signable request, String before) {
        String path = before + request.rawPath();
        return path.indexOf('/', 1) < 0 && path.length() > 1
                ? List.of(path, path + '/')
                : List.of(path);
    }

    private Verdict verifyHeader(
            Signable request, List<String> resources, Function<String, Optional<AccessKey>> keys) {
        String credentials =
                request.header("authorization").orElseThrow().substring(SCHEME.length()).strip();
        int colon = credentials.indexOf(':');
        if (colon < 1) {
            throw new RefusedException(
                    INVALID_ARGUMENT, "Authorization must be AWS KEY-ID:SIGNATURE");
        }
        Optional<String> amzDate = request.header("x-amz-date");
        Optional<String> date = amzDate.or(() -> request.header("date"));
        Timestamps.checkSkew(
                date.flatMap(Timestamps::header)
                        .orElseThrow(() ->
                                new RefusedException(
                                        ACCESS_DENIED,
                                        "AWS authentication requires a valid Date or"
                                                + " x-amz-date header")),
                clock.instant());
        String signed = amzDate.isPresent() ? "" : date.orElseThrow();
        return check(
                resources.stream()
                        .map(resource -> stringToSign(request, signed, resource))
                        .toList(),
                new Claim(
                        credentials.substring(0, colon),
                        credentials.substring(colon + 1),
                        PayloadHash.unsigned(request)),
                keys);
    }

    private Verdict verifyQuery(
            Signable request, List<String> resources, Function<String, Optional<AccessKey>> keys) {
        var query = request.queryParts();
        String expires = parameter(query, "Expires");
        if (!expires.matches("[0-9]{1,11}")) {
            throw new RefusedException(
                    ACCESS_DENIED, "Expires must be a time in seconds since 1970");
        }
        if (clock.instant().isAfter(Instant.ofEpochSecond(Long.parseLong(expires)))) {
            throw new RefusedException(ACCESS_DENIED, "Request has expired; ask for a new URL");
        }
        return check(
                resources.stream()
                        .map(resource -> stringToSign(request, expires, resource))
                        .toList(),
                new Claim(
                        parameter(query, "AWSAccessKeyId"),
                        parameter(query, "Signature"),
                        PayloadHash.unsigned(request)),
                keys);
    }

    /** The signature of a request as received. */
    private record Claim(String keyId, String signature, Payload payload) {}

    /** Accepts a signature of one of these texts. */
    private static Verdict check(
            List<String> texts, Claim claim, Function<String, Optional<AccessKey>> keys) {
        AccessKey key =
                keys.apply(claim.keyId)
                        .orElseThrow(() ->
                                new RefusedException(
                                        INVALID_ACCESS_KEY_ID,
                                        "The AWS Access Key Id you provided does not exist"
                                                + " in our records."));
        boolean matches =
                texts.stream()
                        .anyMatch(text ->
                                Digests.sameText(sign(key.secret(), text), claim.signature));
        if (!matches) {
            throw new RefusedException(
                    Refusal.of(
                                    SIGNATURE_DOES_NOT_MATCH,
                                    "The request signature we calculated does not match the"
                                            + " signature you provided. Check your key and signing"
                                            + " method.")
                            .with("AWSAccessKeyId", claim.keyId)
                            .with("StringToSign", texts.getFirst())
                            .with("SignatureProvided", claim.signature));
        }
        return new Verdict.Verified(key, claim.payload);
    }

    private static String parameter(List<QueryPart> query, String name) {
        return QueryPart.first(query, name)
                .orElseThrow(() ->
                        new RefusedException(
                                ACCESS_DENIED,
                                "Query-string authentication requires the Signature,"
                                        + " Expires and AWSAccessKeyId parameters"));
    }

    private static String amzHeaders(Signable request) {
        return request.headerNames().stream()
                .filter(headerName -> headerName.startsWith("x-amz-"))
                .sorted()
                .map(headerName -> headerName + ":" + value(request.headers(headerName)) + "\n")
                .collect(Collectors.joining());
    }

    private static String value(List<String> values) {
        return values.stream().map(String::strip).collect(Collectors.joining(","));
    }

    private static String subresources(Signable request) {
        String signed =
                request.queryParts().stream()
                        .filter(queryPart -> signed(queryPart.name()))
                        .map(queryPart ->
                                queryPart.valued()
                                        ? queryPart.name() + "=" + queryPart.value()
                                        : queryPart.name())
                        .sorted()
                        .collect(Collectors.joining("&"));
        return signed.isEmpty() ? "" : "?" + signed;
    }

    private static boolean signed(String name) {
        return SIGNED.contains(name) || name.startsWith("response-");
    }
}
