package dev.carillon.store;

import dev.carillon.state.Disk;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Reads an extent and verifies each block before any byte of it is returned. Not thread-safe; holds
 * at most one block in memory.
 *
 * <p>Throws {@link DamagedExtentException} if the file differs from what was written.
 */
final class SummedReading implements Disk.Reading {
    private static final long NO_BLOCK = -1;

    private final Disk.Reading file;
    private final Extent extent;
    private final ByteBuffer sum = ByteBuffer.allocate(Integer.BYTES);
    private Optional<ByteBuffer> buffer = Optional.empty();
    private long held = NO_BLOCK;

    private SummedReading(Disk.Reading file, Extent extent) {
        this.file = file;
        this.extent = extent;
    }

    /** Checks the table of sums of a file that has the right length, then takes over the file. */
    static SummedReading over(Disk.Reading file, Extent extent) {
        var reading = new SummedReading(file, extent);
        reading.checkTable();
        return reading;
    }

    @Override
    public int read(ByteBuffer into, long position) {
        if (position >= extent.length()) {
            return -1;
        }
        long block = position / BlockSums.BLOCK_BYTES;
        int offset = (int) (position % BlockSums.BLOCK_BYTES);
        int length = length(block);
        if (block != held && offset == 0 && into.remaining() >= length) {
            load(into.slice(into.position(), length), block);
            into.position(into.position() + length);
            return length;
        }
        ByteBuffer whole = hold(block, length);
        int count = Math.min(into.remaining(), length - offset);
        into.put(whole.slice(offset, count));
        return count;
    }

    /** Reads and verifies the block at a position, so that damage is known early. */
    void check(long position) {
        long block = position / BlockSums.BLOCK_BYTES;
        hold(block, length(block));
    }

    @Override
    public long size() {
        return extent.length();
    }

    @Override
    public void close() {
        file.close();
    }

    private int length(long block) {
        long start = block * BlockSums.BLOCK_BYTES;
        return (int) Math.min(BlockSums.BLOCK_BYTES, extent.length() - start);
    }

    private ByteBuffer hold(long block, int length) {
        ByteBuffer whole = buffer.orElseGet(() -> ByteBuffer.allocate(length(0)));
        buffer = Optional.of(whole);
        if (block != held) {
            held = NO_BLOCK;
            load(whole.slice(0, length), block);
            held = block;
        }
        return whole;
    }

    /** Fills the buffer with a block and verifies it. */
    private void load(ByteBuffer whole, long block) {
        fill(whole, block * BlockSums.BLOCK_BYTES, block);
        fill(sum.clear(), BlockSums.placeOf(extent, block), block);
        CRC32C found = BlockSums.ofBlock(extent, block);
        found.update(whole.flip());
        if ((int) found.getValue() != sum.getInt(0)) {
            throw DamagedExtentException.block(extent, block, "its checksum does not fit");
        }
    }

    private void checkTable() {
        long end = extent.fileBytes() - Integer.BYTES;
        CRC32C found = BlockSums.ofTable(extent);
        var some =
                ByteBuffer.allocate((int) Math.min(BlockSums.BLOCK_BYTES, end - extent.length()));
        for (long at = extent.length(); at < end; at += some.limit()) {
            some.clear().limit((int) Math.min(some.capacity(), end - at));
            fill(some, at, NO_BLOCK);
            found.update(some.flip());
        }
        fill(sum.clear(), end, NO_BLOCK);
        if ((int) found.getValue() != sum.getInt(0)) {
            throw DamagedExtentException.file(extent, "its table of checksums is damaged");
        }
    }

    private void fill(ByteBuffer into, long from, long block) {
        long at = from;
        while (into.hasRemaining()) {
            int count = read(into, at, block);
            if (count <= 0) {
                throw DamagedExtentException.file(extent, "it ends at " + at);
            }
            at += count;
        }
    }

    private int read(ByteBuffer into, long at, long block) {
        try {
            return file.read(into, at);
        } catch (UncheckedIOException e) {
            if (e.getCause() instanceof ClosedChannelException) {
                throw e;
            }
            throw block == NO_BLOCK
                    ? DamagedExtentException.file(extent, String.valueOf(e.getMessage()))
                    : DamagedExtentException.block(extent, block, String.valueOf(e.getMessage()));
        }
    }
}
