package dev.carillon.signature;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * Signs messages as the Standard Webhooks specification does: {@code v1,} and the HMAC-SHA256, in
 * Base64, of the message id, the timestamp and the body, joined by dots.
 */
public final class StandardWebhooks {
    /** The header that carries the message's id. */
    public static final String ID_HEADER = "webhook-id";

    /** The header that carries the time in seconds since 1970. */
    public static final String TIMESTAMP_HEADER = "webhook-timestamp";

    /** The header that carries signatures, separated by blanks. */
    public static final String SIGNATURE_HEADER = "webhook-signature";

    /** The beginning of a secret whose key follows in Base64. */
    public static final String SECRET_PREFIX = "whsec_";

    /** The largest difference between the timestamp and the receiver's clock. */
    public static final Duration TOLERANCE = Duration.ofMinutes(5);

    /** The form of secrets, for messages. */
    public static final String SECRET_FORM =
            "whsec_ and 24 to 64 random bytes in Base64, such as whsec_ with the output of 'openssl"
                    + " rand -base64 32'; while you change a secret, two of them with a blank"
                    + " between";

    private static final int FEWEST_BYTES = 24;
    private static final int MOST_BYTES = 64;
    private static final int MOST_SECRETS = 2;

    private StandardWebhooks() {}

    /**
     * Returns the keys of one secret, or of two with a blank between, in the form that the
     * specification demands of senders.
     *
     * @throws IllegalArgumentException if the text has another form; the message says what to write
     *     and does not repeat it
     */
    public static List<Secret> keys(String secrets) {
        List<Secret> keys =
                Stream.of(secrets.split(" ", -1)).map(StandardWebhooks::strict).toList();
        if (keys.size() > MOST_SECRETS) {
            throw new IllegalArgumentException(SECRET_FORM);
        }
        return keys;
    }

    private static Secret strict(String secret) {
        byte[] bytes = secret.startsWith(SECRET_PREFIX) ? decoded(secret) : new byte[0];
        if (bytes.length < FEWEST_BYTES || bytes.length > MOST_BYTES) {
            throw new IllegalArgumentException(SECRET_FORM);
        }
        return Secret.of(bytes);
    }

    private static byte[] decoded(String secret) {
        try {
            return Base64.getDecoder().decode(secret.substring(SECRET_PREFIX.length()));
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException(SECRET_FORM);
        }
    }

    /**
     * Returns the key of a secret: the bytes that its Base64 stands for if it begins with {@code
     * whsec_}, otherwise its text.
     *
     * @throws IllegalArgumentException if the text after {@code whsec_} is not Base64 or is empty
     */
    public static Secret key(Secret secret) {
        String text = secret.revealText();
        return text.startsWith(SECRET_PREFIX)
                ? Secret.of(Base64.getDecoder().decode(text.substring(SECRET_PREFIX.length())))
                : secret;
    }

    /**
     * Returns the signature of a message.
     *
     * @param key the key of a secret, from {@link #key}
     * @param id the value of {@link #ID_HEADER}
     * @param timestamp the value of {@link #TIMESTAMP_HEADER}
     */
    public static String of(Secret key, String id, String timestamp, byte[] body) {
        var signed = new ByteArrayOutputStream(id.length() + timestamp.length() + body.length + 2);
        signed.writeBytes((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
        signed.writeBytes(body);
        byte[] hmac = Digests.hmac("HmacSHA256", key.reveal(), signed.toByteArray());
        return "v1," + Base64.getEncoder().encodeToString(hmac);
    }
}
