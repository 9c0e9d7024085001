package dev.carillon.signature;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Signs the confirmation of a subscription as receivers of MCS (VK Cloud) webhooks do. Three
 * HMAC-SHA256 are chained: the token is the first key and signs the timestamp, the bytes of that
 * result sign the TopicArn, and the bytes of the second result sign the URL.
 *
 * <p>The signature shows that the receiver has read the confirmation; it is no proof of identity,
 * because the token travels in the same message.
 */
public final class McsSignature {
    private static final String HMAC = "HmacSHA256";

    private McsSignature() {}

    /**
     * Returns the signature of a confirmation, as 64 lower-case hex digits.
     *
     * @param url the registered URL, exactly as it was registered: nothing is added or removed
     * @param timestamp the confirmation's time as it was sent
     * @param token the confirmation's token
     */
    public static String of(String url, String topicArn, String timestamp, String token) {
        byte[] timeKey = Digests.hmac(HMAC, key(token), timestamp);
        byte[] topicKey = Digests.hmac(HMAC, timeKey, topicArn);
        return HexFormat.of().formatHex(Digests.hmac(HMAC, topicKey, url));
    }

    /** Compares two signatures in constant time. */
    public static boolean same(String right, String presented) {
        return Digests.sameText(right, presented);
    }

    /** Returns a key's bytes. Java refuses an empty key; one zero byte gives the same HMAC. */
    private static byte[] key(String token) {
        return token.isEmpty() ? new byte[1] : token.getBytes(StandardCharsets.UTF_8);
    }
}
