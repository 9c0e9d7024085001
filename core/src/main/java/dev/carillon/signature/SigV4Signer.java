package dev.carillon.signature;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Signs the server's own requests with AWS Signature Version 4. Thread-safe. */
public final class SigV4Signer {
    private final AccessKey key;
    private final String region;
    private final String service;
    private final InstantSource clock;

    /** Signs with this key for one region and service. */
    public SigV4Signer(AccessKey key, String region, String service, InstantSource clock) {
        this.key = key;
        this.region = region;
        this.service = service;
        this.clock = clock;
    }

    /**
     * Returns the request with the headers that authenticate it: authorization, x-amz-date, the
     * body's hash.
     */
    public RequestToSign sign(RequestToSign request, byte[] body) {
        return sign(request, Digests.sha256Hex(body));
    }

    /**
     * Returns the request with these headers, as {@link #sign(RequestToSign, byte[])}, for a body
     * that the signature does not cover.
     */
    public RequestToSign signWithoutBody(RequestToSign request) {
        return sign(request, PayloadHash.UNSIGNED);
    }

    /**
     * Returns the query of a URL that anybody may use until it expires, 1 second to 7 days from
     * now.
     */
    public String presign(RequestToSign request, Duration expires) {
        Instant now = clock.instant();
        Scope scope = scope(now);
        String query =
                Stream.of(
                                request.rawQuery(),
                                "X-Amz-Algorithm=" + PresentedSignature.ALGORITHM,
                                "X-Amz-Credential=" + Percent.encode(key.id() + "/" + scope),
                                "X-Amz-Date=" + Timestamps.basic(now),
                                "X-Amz-Expires=" + expires.toSeconds(),
                                "X-Amz-SignedHeaders="
                                        + Percent.encode(String.join(";", names(request))))
                        .filter(text -> !text.isEmpty())
                        .collect(Collectors.joining("&"));
        String signature = signature(request.asking(query), PayloadHash.UNSIGNED, now);
        return query + "&" + PresentedSignature.SIGNATURE + "=" + signature;
    }

    private RequestToSign sign(RequestToSign request, String payload) {
        Instant now = clock.instant();
        var dated =
                request.with("x-amz-date", Timestamps.basic(now)).with(PayloadHash.HEADER, payload);
        return dated.with(
                "authorization",
                "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
                        .formatted(
                                PresentedSignature.ALGORITHM,
                                key.id(),
                                scope(now),
                                String.join(";", names(dated)),
                                signature(dated, payload, now)));
    }

    private String signature(RequestToSign request, String payload, Instant now) {
        String canonical =
                CanonicalRequest.of(
                        request,
                        request.rawPath(),
                        CanonicalRequest.query(request.queryParts()),
                        names(request),
                        payload);
        String text = SigV4.stringToSignOf(Timestamps.basic(now), scope(now), canonical);
        byte[] signingKey = SigningKeys.derive(key.secret(), scope(now));
        return HexFormat.of().formatHex(Digests.hmacSha256(signingKey, text));
    }

    private Scope scope(Instant now) {
        return new Scope(Timestamps.day(now), region, service);
    }

    private static List<String> names(RequestToSign request) {
        return List.copyOf(request.fields().keySet());
    }
}
