package dev.carillon.signature;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The checksum algorithms that S3 clients use. */
public enum ChecksumAlgorithm {
    CRC32(4),
    CRC32C(4),
    CRC64NVME(8),
    SHA1(20),
    SHA256(32);

    /** The prefix of the names of these headers. */
    public static final String HEADER_PREFIX = "x-amz-checksum-";

    private final int bytes;
    private final String header;

    ChecksumAlgorithm(int bytes) {
        this.bytes = bytes;
        this.header = HEADER_PREFIX + name().toLowerCase(Locale.ROOT);
    }

    /** Returns the algorithm with this name, in any case. */
    public static Optional<ChecksumAlgorithm> parse(String name) {
        return Stream.of(values())
                .filter(algorithm -> algorithm.name().equalsIgnoreCase(name))
                .findFirst();
    }

    /** Returns the header or trailer that carries it: {@code x-amz-checksum-crc32}. */
    public String header() {
        return header;
    }

    /** Returns the length of such a checksum in bytes. */
    public int bytes() {
        return bytes;
    }
}
