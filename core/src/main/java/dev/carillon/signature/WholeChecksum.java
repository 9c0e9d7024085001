package dev.carillon.signature;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** Computes the checksum of a whole object from those of its parts, without the data. */
public final class WholeChecksum {
    private static final long CRC32_REFLECTED = 0xEDB88320L;
    private static final long CRC32C_REFLECTED = 0x82F63B78L;
    private static final long CRC64NVME_REFLECTED = 0x9A6C9329AC4BC9B5L;

    private WholeChecksum() {}

    /** The checksum of a part and its length in bytes. */
    public record Part(Checksum checksum, long length) {}

    /**
     * Returns whether {@link #full} supports this algorithm: only cyclic checksums can be joined.
     */
    public static boolean joins(ChecksumAlgorithm algorithm) {
        return switch (algorithm) {
            case CRC32, CRC32C, CRC64NVME -> true;
            case SHA1, SHA256 -> false;
        };
    }

    /**
     * Returns the checksum of the joined data.
     *
     * @throws IllegalArgumentException if the algorithm's checksums cannot be joined
     */
    public static Checksum full(ChecksumAlgorithm algorithm, List<Part> parts) {
        var ring = ring(algorithm);
        long whole = 0;
        for (Part part : parts) {
            whole = ring.times(ring.shift(part.length()), whole) ^ number(part.checksum());
        }
        byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(whole).array();
        byte[] raw = new byte[algorithm.bytes()];
        System.arraycopy(bytes, Long.BYTES - raw.length, raw, 0, raw.length);
        return Checksum.of(algorithm, raw);
    }

    /**
     * Returns the checksum of the parts' checksums, in Base64, with a hyphen and the number of
     * parts.
     */
    public static String composite(ChecksumAlgorithm algorithm, List<Part> parts) {
        var sums = new Checksums(Set.of(algorithm));
        for (Part part : parts) {
            byte[] raw = Base64.getDecoder().decode(part.checksum().value());
            sums.update(raw, 0, raw.length);
        }
        return sums.of(algorithm).value() + "-" + parts.size();
    }

    private static long number(Checksum checksum) {
        long number = 0;
        for (byte b : Base64.getDecoder().decode(checksum.value())) {
            number = (number << Byte.SIZE) | (b & 0xFF);
        }
        return number;
    }

    private static Ring ring(ChecksumAlgorithm algorithm) {
        return switch (algorithm) {
            case CRC32 -> new Ring(CRC32_REFLECTED, Integer.SIZE);
            case CRC32C -> new Ring(CRC32C_REFLECTED, Integer.SIZE);
            case CRC64NVME -> new Ring(CRC64NVME_REFLECTED, Long.SIZE);
            case SHA1, SHA256 ->
                    throw new IllegalArgumentException(algorithm + " cannot be joined from parts");
        };
    }

    /**
     * Arithmetic on polynomials over one bit, modulo that of a checksum; the highest bit stands for
     * 1.
     */
    private record Ring(long modulus, int width) {
        long times(long a, long b) {
            long product = 0;
            long power = b;
            for (int bit = width - 1; bit >= 0; bit--) {
                if (((a >>> bit) & 1) != 0) {
                    product ^= power;
                }
                power = (power >>> 1) ^ ((power & 1) == 0 ? 0 : modulus);
            }
            return product;
        }

        /** Returns the factor by which a checksum is multiplied if this many bytes follow it. */
        long shift(long bytes) {
            long shift = 1L << (width - 1);
            long square = 1L << (width - 1 - Byte.SIZE);
            for (long left = bytes; left != 0; left >>>= 1) {
                if ((left & 1) != 0) {
                    shift = times(shift, square);
                }
                square = times(square, square);
            }
            return shift;
        }
    }
}
