package dev.carillon.store;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The checksums of one extent, computed while its data is written. The data is summed in blocks of
 * {@value #BLOCK_BYTES} bytes, the last of which may be shorter. The data is followed by the table:
 * four bytes for each block, and four bytes that sum the table.
 *
 * <p>A sum is the CRC32C over the extent's run, its number and the index of the block, eight bytes
 * big-endian each, and the block. So a block that was moved to another place or another file fails
 * the check. The sum of the table takes the extent's length in place of an index.
 *
 * <p>Not thread-safe. Keeps four bytes in memory for each block written.
 */
final class BlockSums {
    /**
     * The size of the data that one checksum covers, in bytes: the unit of reading, and what is
     * lost by one bad bit.
     */
    static final int BLOCK_BYTES = 65_536;

    private static final int SUM_BYTES = Integer.BYTES;
    private static final int SEED_BYTES = 3 * Long.BYTES;

    private final long run;
    private final long number;
    private final CRC32C open = new CRC32C();
    private final ByteArrayOutputStream table = new ByteArrayOutputStream();
    private long length;

    /** Starts the sums of an extent without data. */
    BlockSums(long run, long number) {
        this.run = run;
        this.number = number;
    }

    /** Returns the number of blocks in {@code length} bytes of data. */
    static long blocks(long length) {
        return (length + BLOCK_BYTES - 1) / BLOCK_BYTES;
    }

    /** Returns the size of the table for {@code length} bytes of data, in bytes. */
    static long tableBytes(long length) {
        return blocks(length) * SUM_BYTES + SUM_BYTES;
    }

    /** Returns the offset in the file of a block's sum. */
    static long placeOf(Extent extent, long block) {
        return extent.length() + block * SUM_BYTES;
    }

    /** Starts the sum of a block; the caller adds the block's bytes. */
    static CRC32C ofBlock(Extent extent, long block) {
        return seeded(new CRC32C(), extent.run(), extent.number(), block);
    }

    /** Starts the sum of the table; the caller adds the sums of all blocks. */
    static CRC32C ofTable(Extent extent) {
        return seeded(new CRC32C(), extent.run(), extent.number(), extent.length());
    }

    /** Adds the next data. */
    void add(byte[] bytes, int count) {
        int at = 0;
        while (at < count) {
            int done = (int) (length % BLOCK_BYTES);
            if (done == 0) {
                open.reset();
                seeded(open, run, number, length / BLOCK_BYTES);
            }
            int some = Math.min(count - at, BLOCK_BYTES - done);
            open.update(bytes, at, some);
            at += some;
            length += some;
            if (done + some == BLOCK_BYTES) {
                table.writeBytes(sum(open));
            }
        }
    }

    /** Returns how many bytes of data were added. */
    long length() {
        return length;
    }

    /** Ends the data and returns the table. */
    ByteBuffer finish() {
        if (length % BLOCK_BYTES != 0) {
            table.writeBytes(sum(open));
        }
        CRC32C whole = seeded(new CRC32C(), run, number, length);
        whole.update(table.toByteArray());
        table.writeBytes(sum(whole));
        return ByteBuffer.wrap(table.toByteArray());
    }

    private static byte[] sum(CRC32C of) {
        return ByteBuffer.allocate(SUM_BYTES).putInt((int) of.getValue()).array();
    }

    private static CRC32C seeded(CRC32C sum, long run, long number, long last) {
        sum.update(
                ByteBuffer.allocate(SEED_BYTES).putLong(run).putLong(number).putLong(last).flip());
        return sum;
    }
}
