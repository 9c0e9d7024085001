package dev.carillon.signature;

import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Signs event notifications as Backblaze B2 does: {@code v1=} and the HMAC-SHA256 of the body's
 * bytes, keyed with the secret's text, in lower-case hex.
 */
public final class B2Signature {
    /** The header that carries the signature. */
    public static final String HEADER = "X-Bz-Event-Notification-Signature";

    /** The form of secrets, for messages. */
    public static final String SECRET_FORM = "exactly 32 letters and digits";

    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9]{32}");

    private B2Signature() {}

    /** Returns whether a text has the form of a secret. */
    public static boolean isSecret(String text) {
        return SECRET.matcher(text).matches();
    }

    /** Returns the header's value for a body as it is sent. */
    public static String of(Secret secret, byte[] body) {
        return "v1=" + HexFormat.of().formatHex(Digests.hmac("HmacSHA256", secret.reveal(), body));
    }
}
