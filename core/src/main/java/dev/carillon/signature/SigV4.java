package dev.carillon.signature;

import static dev.carillon.signature.RefusalCode.ACCESS_DENIED;
import static dev.carillon.signature.RefusalCode.AUTHORIZATION_HEADER_MALFORMED;
import static dev.carillon.signature.RefusalCode.AUTHORIZATION_QUERY_PARAMETERS_ERROR;
import static dev.carillon.signature.RefusalCode.INVALID_ACCESS_KEY_ID;
import static dev.carillon.signature.RefusalCode.INVALID_TOKEN;
import static dev.carillon.signature.RefusalCode.MISSING_SECURITY_HEADER;
import static dev.carillon.signature.RefusalCode.SIGNATURE_DOES_NOT_MATCH;
import static dev.carillon.signature.RefusalCode.X_AMZ_CONTENT_SHA256_MISMATCH;

import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Checks AWS Signature Version 4, in the Authorization header or in a presigned URL, as S3 does:
 * the path is used as it was sent. Thread-safe.
 *
 * <p>A request's time may differ by 15 minutes; a presigned URL is valid for 1 second to 7 days.
 */
public final class SigV4 {
    private final Set<String> services;
    private final Optional<String> region;
    private final InstantSource clock;
    private final SigningKeys signingKeys = new SigningKeys();

    /** Accepts signatures for these services and any region. */
    public SigV4(Set<String> services, InstantSource clock) {
        this(services, Optional.empty(), clock);
    }

    /** Accepts signatures for these services and one region only. */
    public SigV4(Set<String> services, String region, InstantSource clock) {
        this(services, Optional.of(region), clock);
    }

    private SigV4(Set<String> services, Optional<String> region, InstantSource clock) {
        this.services = Set.copyOf(services);
        this.region = region;
        this.clock = clock;
    }

    /** Returns whether the Authorization header is of this kind. */
    public static boolean inHeader(Signable request) {
        return request.header("authorization")
                .filter(header -> header.startsWith(PresentedSignature.ALGORITHM + " "))
                .isPresent();
    }

    /** Returns whether the query is that of a presigned URL of this kind. */
    public static boolean inQuery(Signable request) {
        var query = request.queryParts();
        return QueryPart.first(query, "X-Amz-Algorithm").isPresent()
                || QueryPart.first(query, PresentedSignature.SIGNATURE).isPresent();
    }

    /**
     * Checks a request whose body is read later, using the value of {@code x-amz-content-sha256}.
     *
     * @param keys finds a key by its id
     */
    public Verdict verify(Signable request, Function<String, Optional<AccessKey>> keys) {
        return verify(request, Optional.empty(), keys);
    }

    /**
     * Checks a request whose body was read completely, as clients of services other than S3 sign
     * it.
     *
     * @param keys finds a key by its id
     */
    public Verdict verify(
            Signable request, byte[] body, Function<String, Optional<AccessKey>> keys) {
        return verify(request, Optional.of(Digests.sha256Hex(body)), keys);
    }

    /**
     * Checks everything that is possible before the body has arrived that the signature covers:
     * form, service, date, covered headers, and that the key is known. If the headers contain the
     * body's hash, the signature is checked too.
     *
     * @param keys finds a key by its id
     * @return {@link Verdict.Verified} if the body may be read; this alone proves nothing about the
     *     sender
     */
    public Verdict preview(Signable request, Function<String, Optional<AccessKey>> keys) {
        if (!inHeader(request) || request.header(PayloadHash.HEADER).isPresent()) {
            return verify(request, keys);
        }
        try {
            var presentedSignature = presentedInHeader(request);
            var query = request.queryParts();
            var claim = new Claim(request, query, presentedSignature, PayloadHash.UNSIGNED);
            return new Verdict.Verified(signer(claim, keys), new Payload.Unsigned());
        } catch (RefusedException e) {
            return new Verdict.Refused(e.refusal());
        }
    }

    private Verdict verify(
            Signable request,
            Optional<String> bodyHash,
            Function<String, Optional<AccessKey>> keys) {
        try {
            return inHeader(request)
                    ? verifyHeader(request, bodyHash, keys)
                    : verifyQuery(request, bodyHash, keys);
        } catch (RefusedException e) {
            return new Verdict.Refused(e.refusal());
        }
    }

    private Verdict verifyHeader(
            Signable request,
            Optional<String> bodyHash,
            Function<String, Optional<AccessKey>> keys) {
        var presentedSignature = presentedInHeader(request);
        String payload =
                request.header(PayloadHash.HEADER)
                        .or(() -> bodyHash)
                        .orElseThrow(() ->
                                new RefusedException(
                                        MISSING_SECURITY_HEADER,
                                        "Missing required header for this request:"
                                                + " x-amz-content-sha256"));
        return check(
                new Claim(request, request.queryParts(), presentedSignature, payload),
                bodyHash,
                keys);
    }

    private PresentedSignature presentedInHeader(Signable request) {
        var presentedSignature =
                PresentedSignature.inHeader(request, request.header("authorization").orElseThrow());
        checkScope(presentedSignature.scope(), AUTHORIZATION_HEADER_MALFORMED);
        Timestamps.checkSkew(presentedSignature.at(), clock.instant());
        return presentedSignature;
    }

    private Verdict verifyQuery(
            Signable request,
            Optional<String> bodyHash,
            Function<String, Optional<AccessKey>> keys) {
        var query = request.queryParts();
        var presentedSignature = PresentedSignature.inQuery(query);
        checkScope(presentedSignature.scope(), AUTHORIZATION_QUERY_PARAMETERS_ERROR);
        checkNotExpired(presentedSignature, clock.instant());
        String payload =
                PayloadHash.ofPresigned(request, query, presentedSignature.signedHeaders());
        var signed =
                query.stream()
                        .filter(queryPart -> !queryPart.name().equals(PresentedSignature.SIGNATURE))
                        .toList();
        return check(new Claim(request, signed, presentedSignature, payload), bodyHash, keys);
    }

    private Verdict check(
            Claim claim, Optional<String> bodyHash, Function<String, Optional<AccessKey>> keys) {
        PayloadHash.check(claim.payload);
        AccessKey key = signer(claim, keys);
        byte[] signingKey = signingKeys.key(key.secret(), claim.presentedSignature.scope());
        checkSignature(claim, signingKey);
        signingKeys.remember(key.secret(), claim.presentedSignature.scope(), signingKey);
        checkBody(claim, bodyHash);
        return new Verdict.Verified(key, payload(claim, signingKey));
    }

    /** Returns the key that a claim names; does not check its signature. */
    private static AccessKey signer(Claim claim, Function<String, Optional<AccessKey>> keys) {
        checkNoToken(claim);
        checkCoverage(claim);
        return keys.apply(claim.presentedSignature.keyId()).orElseThrow(() -> unknown(claim));
    }

    private static Payload payload(Claim claim, byte[] signingKey) {
        var presentedSignature = claim.presentedSignature;
        boolean presignedWithoutHash =
                presentedSignature.expires().isPresent()
                        && claim.payload.equals(PayloadHash.UNSIGNED);
        if (presignedWithoutHash) {
            return PayloadHash.unsigned(claim.request);
        }
        return PayloadHash.signed(
                claim.payload,
                () ->
                        new ChunkSignatures(
                                signingKey,
                                presentedSignature.timestamp(),
                                presentedSignature.scope(),
                                presentedSignature.signature()));
    }

    private void checkScope(Scope scope, RefusalCode code) {
        if (!services.contains(scope.service())) {
            throw new RefusedException(
                    code,
                    "The signature is for the service '%s'; expecting %s"
                            .formatted(
                                    scope.service(), String.join(" or ", new TreeSet<>(services))));
        }
        if (region.isPresent() && !region.get().equals(scope.region())) {
            throw new RefusedException(
                    Refusal.of(
                                    code,
                                    "The region '%s' is wrong; expecting '%s'"
                                            .formatted(scope.region(), region.get()))
                            .with("Region", region.get()));
        }
    }

    private static void checkNotExpired(PresentedSignature presentedSignature, Instant now) {
        if (presentedSignature.at().isAfter(now.plus(Timestamps.MAX_SKEW))) {
            throw new RefusedException(
                    ACCESS_DENIED, "Request is not yet valid; set the clock of its signer");
        }
        Instant end = presentedSignature.at().plus(presentedSignature.expires().orElseThrow());
        if (now.isAfter(end)) {
            throw new RefusedException(
                    Refusal.of(ACCESS_DENIED, "Request has expired; ask for a new URL")
                            .with("Expires", end.toString())
                            .with("ServerTime", now.toString()));
        }
    }

    private static void checkNoToken(Claim claim) {
        if (claim.request.header("x-amz-security-token").isPresent()
                || QueryPart.first(claim.query, "X-Amz-Security-Token").isPresent()) {
            throw new RefusedException(
                    INVALID_TOKEN,
                    "This server issues no session tokens; sign with a key pair of its own,"
                            + " without x-amz-security-token");
        }
    }

    /**
     * Requires a signature over every x-amz- header, as AWS does, because each of them has an
     * effect.
     */
    private static void checkCoverage(Claim claim) {
        var unsigned = new TreeSet<String>();
        for (String name : claim.request.headerNames()) {
            if (name.startsWith("x-amz-")
                    && !name.equals(PayloadHash.HEADER)
                    && !claim.presentedSignature.signedHeaders().contains(name)) {
                unsigned.add(name);
            }
        }
        if (!unsigned.isEmpty()) {
            throw new RefusedException(
                    Refusal.of(
                                    ACCESS_DENIED,
                                    "There were headers present in the request which were not"
                                            + " signed")
                            .with("HeadersNotSigned", String.join(", ", unsigned)));
        }
    }

    private static void checkSignature(Claim claim, byte[] signingKey) {
        String query = CanonicalRequest.query(claim.query);
        String raw = claim.canonical(claim.request.rawPath(), query);
        if (claim.matches(raw, signingKey)) {
            return;
        }
        String normal = CanonicalRequest.normalPath(claim.request.rawPath());
        if (!claim.matches(claim.canonical(normal, query), signingKey)
                && !matchesAsSent(claim, normal, query, signingKey)) {
            throw new RefusedException(
                    Refusal.of(
                                    SIGNATURE_DOES_NOT_MATCH,
                                    "The request signature we calculated does not match the"
                                            + " signature you provided. Check your key and signing"
                                            + " method.")
                            .with("AWSAccessKeyId", claim.presentedSignature.keyId())
                            .with("StringToSign", claim.stringToSign(raw))
                            .with("SignatureProvided", claim.presentedSignature.signature())
                            .with("CanonicalRequest", raw));
        }
    }

    /** Returns whether the signature covers repeated parameters in the order in which they came. */
    private static boolean matchesAsSent(
            Claim claim, String path, String sorted, byte[] signingKey) {
        String query = CanonicalRequest.queryAsSent(claim.query);
        return !query.equals(sorted) && claim.matches(claim.canonical(path, query), signingKey);
    }

    private static void checkBody(Claim claim, Optional<String> bodyHash) {
        boolean differs =
                PayloadHash.isHash(claim.payload)
                        && bodyHash.isPresent()
                        && !bodyHash.get().equals(claim.payload);
        if (differs) {
            throw new RefusedException(
                    X_AMZ_CONTENT_SHA256_MISMATCH,
                    "The x-amz-content-sha256 you specified is not that of the body that came");
        }
    }

    private static RefusedException unknown(Claim claim) {
        return new RefusedException(
                Refusal.of(
                                INVALID_ACCESS_KEY_ID,
                                "The AWS Access Key Id you provided does not exist in our records.")
                        .with("AWSAccessKeyId", claim.presentedSignature.keyId()));
    }

    /** A request with the signature received with it, and the data that the signature covers. */
    private record Claim(
            Signable request,
            List<QueryPart> query,
            PresentedSignature presentedSignature,
            String payload) {
        String canonical(String path, String queryText) {
            return CanonicalRequest.of(
                    request, path, queryText, presentedSignature.signedHeaders(), payload);
        }

        String stringToSign(String canonical) {
            return stringToSignOf(
                    presentedSignature.timestamp(), presentedSignature.scope(), canonical);
        }

        boolean matches(String canonical, byte[] key) {
            byte[] right = Digests.hmacSha256(key, stringToSign(canonical));
            byte[] presented = HexFormat.of().parseHex(presentedSignature.signature());
            return MessageDigest.isEqual(right, presented);
        }
    }

    static String stringToSignOf(String timestamp, Scope scope, String canonical) {
        return String.join(
                "\n",
                PresentedSignature.ALGORITHM,
                timestamp,
                scope.toString(),
                Digests.sha256Hex(canonical));
    }
}
