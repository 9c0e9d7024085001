package dev.carillon.signature;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * Computes the MD5 and any number of checksums of some data in one pass. Not thread-safe; each
 * result may be requested once, at the end.
 */
public final class Checksums {
    private final MessageDigest md5 = Digests.digest("MD5");
    private final Map<ChecksumAlgorithm, Running> running = new EnumMap<>(ChecksumAlgorithm.class);

    /** Starts the MD5 and these checksums. */
    public Checksums(Set<ChecksumAlgorithm> algorithms) {
        algorithms.forEach(algorithm -> running.put(algorithm, start(algorithm)));
    }

    /** Adds data. */
    public void update(byte[] bytes, int offset, int length) {
        md5.update(bytes, offset, length);
        running.values().forEach(found -> found.update(bytes, offset, length));
    }

    /** Returns the MD5 of the data: 16 bytes. */
    public byte[] md5() {
        return md5.digest();
    }

    /**
     * Returns a checksum of the data.
     *
     * @throws IllegalArgumentException if it was not started
     */
    public Checksum of(ChecksumAlgorithm algorithm) {
        var it = running.get(algorithm);
        if (it == null) {
            throw new IllegalArgumentException(algorithm + " was not started");
        }
        return Checksum.of(algorithm, it.end());
    }

    /**
     * Returns the SHA-256 in hex.
     *
     * @throws IllegalArgumentException if it was not started
     */
    String sha256Hex() {
        var it = running.get(ChecksumAlgorithm.SHA256);
        if (it == null) {
            throw new IllegalArgumentException("SHA256 was not started");
        }
        return HexFormat.of().formatHex(it.end());
    }

    private static Running start(ChecksumAlgorithm algorithm) {
        return switch (algorithm) {
            case CRC32 -> new Cyclic(new CRC32(), algorithm.bytes());
            case CRC32C -> new Cyclic(new CRC32C(), algorithm.bytes());
            case CRC64NVME -> new Cyclic(new Crc64Nvme(), algorithm.bytes());
            case SHA1 -> new Digest(Digests.digest("SHA-1"));
            case SHA256 -> new Digest(Digests.digest("SHA-256"));
        };
    }

    private sealed interface Running {
        void update(byte[] bytes, int offset, int length);

        byte[] end();
    }

    private record Cyclic(java.util.zip.Checksum sum, int bytes) implements Running {
        @Override
        public void update(byte[] data, int offset, int length) {
            sum.update(data, offset, length);
        }

        @Override
        public byte[] end() {
            byte[] value = ByteBuffer.allocate(Long.BYTES).putLong(sum.getValue()).array();
            return Arrays.copyOfRange(value, Long.BYTES - bytes, Long.BYTES);
        }
    }

    private record Digest(MessageDigest sum) implements Running {
        @Override
        public void update(byte[] data, int offset, int length) {
            sum.update(data, offset, length);
        }

        /**
         * Finishes a copy, so that the result can be requested twice: as hash of the payload and as
         * checksum.
         */
        @Override
        public byte[] end() {
            try {
                return ((MessageDigest) sum.clone()).digest();
            } catch (CloneNotSupportedException e) {
                throw new IllegalStateException("this JDK's digests cannot be copied", e);
            }
        }
    }
}
