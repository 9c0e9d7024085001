package dev.carillon.signature;

import java.util.HexFormat;

/**
 * How Backblaze B2 signs event notifications: {@code v1=} and the HMAC-SHA256 of the body's bytes,
 * keyed with the secret's text, in lower-case hex.
 */
public final class B2Signature {
    /** The header it travels in. */
    public static final String HEADER = "X-Bz-Event-Notification-Signature";

    private B2Signature() {}

    /** The header's value for a body as it goes out. */
    public static String of(Secret secret, byte[] body) {
        return "v1=" + HexFormat.of().formatHex(Digests.hmac("HmacSHA256", secret.reveal(), body));
    }
}
