package dev.carillon.signature;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The checksums that S3 clients send along with data. */
public enum ChecksumAlgorithm {
    CRC32(4),
    CRC32C(4),
    CRC64NVME(8),
    SHA1(20),
    SHA256(32);

    /** The prefix of the names of all such headers. */
    public static final String HEADER_PREFIX = "x-amz-checksum-";

    private final int bytes;

    ChecksumAlgorithm(int bytes) {
        this.bytes = bytes;
    }

    /** The algorithm of this name, in any case. */
    public static Optional<ChecksumAlgorithm> parse(String name) {
        return Stream.of(values()).filter(it -> it.name().equalsIgnoreCase(name)).findFirst();
    }

    /** The header or trailer that carries it: {@code x-amz-checksum-crc32}. */
    public String header() {
        return HEADER_PREFIX + name().toLowerCase(Locale.ROOT);
    }

    /** How long such a checksum is. */
    public int bytes() {
        return bytes;
    }
}
