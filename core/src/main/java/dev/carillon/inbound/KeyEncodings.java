package dev.carillon.inbound;

import dev.carillon.signature.Percent;

import java.util.Optional;

/** The encoding of object keys in received records. */
public enum KeyEncodings {
    /**
     * The publisher's: keys of AWS ({@code aws:s3} of version 2 and later) and of MinIO are
     * form-encoded, all others are as they are. MCS writes {@code aws:s3} too, but version 1.
     */
    BY_DIALECT,
    /** Keys are as they are. */
    AS_SENT,
    /** Keys are form-encoded: a plus sign means a blank, and escapes begin with a percent sign. */
    FORM;

    private static final String AWS = "aws:s3";
    private static final String MINIO = "minio:s3";
    private static final String FIRST_VERSION = "1.";
    private static final String MCS_NAMES = "s3:";

    /**
     * Returns whether the key of a record is form-encoded.
     *
     * @param source the member {@code eventSource}, empty if there is none
     * @param version the member {@code eventVersion}, empty if there is none
     * @param eventName decides for {@code aws:s3} without a version: MCS has a prefix there
     */
    public boolean formEncoded(String source, String version, String eventName) {
        return switch (this) {
            case AS_SENT -> false;
            case FORM -> true;
            case BY_DIALECT ->
                    switch (source) {
                        case MINIO -> true;
                        case AWS ->
                                version.isEmpty()
                                        ? !eventName.startsWith(MCS_NAMES)
                                        : !version.startsWith(FIRST_VERSION);
                        default -> false;
                    };
        };
    }

    /** Returns a form-encoded key decoded; empty if it is not form-encoded UTF-8. */
    public static Optional<String> decoded(String key) {
        return key.indexOf('+') < 0 && key.indexOf('%') < 0
                ? Optional.of(key)
                : Percent.decodeForm(key);
    }
}
