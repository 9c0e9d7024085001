package dev.carillon.signature;

import java.util.Base64;

/**
 * A checksum of some data.
 *
 * @param value in Base64, as clients send and read it
 */
public record Checksum(ChecksumAlgorithm algorithm, String value) {
    /** Returns the checksum with these raw bytes. */
    public static Checksum of(ChecksumAlgorithm algorithm, byte[] raw) {
        return new Checksum(algorithm, Base64.getEncoder().encodeToString(raw));
    }
}
