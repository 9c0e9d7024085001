package dev.carillon.format;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names accounts, buckets and files as Backblaze B2 does. Each name is computed and none is stored,
 * so the same thing has the same name in every answer and every message.
 *
 * <p>A file's name is {@code 4_z}bucket{@code _f}stamp and the parts that Backblaze has for date,
 * time and place, all of them zero here, because bucket and stamp identify the file.
 */
public final class B2Ids {
    private static final String BUCKET_TAIL = "ca411111";
    private static final int ACCOUNT_DIGITS = 12;
    private static final HexFormat HEX = HexFormat.of();
    private static final String FILE_TAIL =
            "_d00000000_m000000_c000_v0000000_t0000_u00000000000000";
    private static final Pattern BUCKET = Pattern.compile("([0-9a-f]{16})" + BUCKET_TAIL);
    private static final Pattern FILE =
            Pattern.compile("4_z" + BUCKET.pattern() + "_f([0-9a-f]{16})" + FILE_TAIL);

    private B2Ids() {}

    /**
     * A file, identified by its bucket's id in events and by the stamp of the change that made it.
     */
    public record FileId(String bucketId, long stamp) {}

    /** Returns the id of an owner's account: 12 hex digits. */
    public static String account(String owner) {
        byte[] digest = sha256(owner.getBytes(StandardCharsets.UTF_8));
        return HEX.formatHex(digest).substring(0, ACCOUNT_DIGITS);
    }

    /**
     * Returns the id of a bucket: 24 hex digits.
     *
     * @param bucketId the id in events, 16 hex digits
     */
    public static String bucket(String bucketId) {
        return bucketId + BUCKET_TAIL;
    }

    /** Returns the id in events of a bucket with this B2 id; empty if no bucket can have it. */
    public static Optional<String> bucketId(String bucket) {
        Matcher matcher = BUCKET.matcher(bucket);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Returns the id of a file. */
    public static String file(FileId file) {
        return "4_z" + bucket(file.bucketId()) + "_f" + HEX.toHexDigits(file.stamp()) + FILE_TAIL;
    }

    /** Returns the file with this id; empty if no file can have it. */
    public static Optional<FileId> fileId(String file) {
        Matcher matcher = FILE.matcher(file);
        return matcher.matches()
                ? Optional.of(
                        new FileId(
                                matcher.group(1), HexFormat.fromHexDigitsToLong(matcher.group(2))))
                : Optional.empty();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
