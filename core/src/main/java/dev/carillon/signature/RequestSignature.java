package dev.carillon.signature;

import java.time.Duration;
import java.util.HexFormat;

/**
 * Signs whole requests, as the strict event broker requires: {@code v2=} and the HMAC-SHA256, in
 * lower-case hex, of four lines without a final line end: the method, the path with its query as
 * sent, the time in seconds since 1970, and the SHA-256 of the body in lower-case hex.
 *
 * <p>The signature is sent in {@link B2Signature#HEADER}, and the time in {@link #TIME_HEADER}.
 * Unlike a B2 signature, it cannot be used for another request, nor later than {@link #TOLERANCE}.
 */
public final class RequestSignature {
    /** The header that carries the signed time. */
    public static final String TIME_HEADER = "x-carillon-time";

    /** The largest difference between the signed time and the receiver's clock. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    private RequestSignature() {}

    /**
     * The request line and the time that are signed with a body.
     *
     * @param method in upper case
     * @param target the path as sent, with {@code ?} and the query if there is one
     * @param time the value of {@link #TIME_HEADER}
     */
    public record Head(String method, String target, String time) {}

    /** Returns the signature of a request. */
    public static String of(Secret secret, Head head, byte[] body) {
        String signed =
                String.join(
                        "\n", head.method(), head.target(), head.time(), Digests.sha256Hex(body));
        return "v2=" + HexFormat.of().formatHex(Digests.hmacSha256(secret.reveal(), signed));
    }
}
