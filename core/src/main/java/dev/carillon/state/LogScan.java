package dev.carillon.state;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * Reads RocksDB's write-ahead log without changing anything, and finds how far it reaches without a
 * hole. RocksDB itself skips a page of zeros, and does not check that each file of the log
 * continues where the one before it ended.
 *
 * <p>The format of the log: blocks of 32 KiB that hold pieces, each with a checksum (4 bytes,
 * CRC-32C, masked), a length (2), a type (1) and bytes, all little-endian. A record is one or
 * several pieces, and is a batch: its sequence number (8 bytes), the number of its operations (4),
 * and the operations. In our batches the last operation puts the last stamp.
 */
final class LogScan {
    private static final int BLOCK_BYTES = 32 << 10;
    private static final int HEADER_BYTES = 7;
    private static final int BATCH_HEADER_BYTES = 12;
    private static final int CHECKSUM_DELTA = 0xa282ead8;
    private static final int FULL = 1;
    private static final int FIRST = 2;

    /**
     * The type of a record's last piece. Type 3, between FIRST and LAST, is a piece from the middle
     * of a record.
     */
    private static final int LAST = 4;

    /**
     * The start of a put of the empty key with a value of eight bytes, as {@link BatchBytes} writes
     * it.
     */
    private static final byte[] LAST_STAMP = {1, 0, Long.BYTES};

    private final Disk disk;
    private long nextSequence = -1;
    private long lastStamp = -1;

    private LogScan(Disk disk) {
        this.disk = disk;
    }

    /**
     * A place where the log is interrupted although more of it follows.
     *
     * @param file the damaged file of the log
     * @param at the byte from which on it cannot be read
     */
    record Break(Path file, long at) {
        @Override
        public String toString() {
            return file + " is damaged or cut short at byte " + at;
        }
    }

    /**
     * The result of a scan.
     *
     * @param lastStamp of the last group that is reached without a hole; empty if there is no group
     *     at all
     * @param broken where the log is interrupted; empty if it can be read to its end
     */
    record Found(OptionalLong lastStamp, Optional<Break> broken) {}

    /** A file of the log. */
    record LogFile(long number, Path path, long size) {}

    /** Returns the files of a database's log, in order. */
    static List<LogFile> files(Disk disk, Path database) {
        return disk.list(database).stream()
                .filter(entry -> entry.path().getFileName().toString().matches("[0-9]{1,18}\\.log"))
                .map(entry -> new LogFile(number(entry.path()), entry.path(), entry.size()))
                .sorted((one, other) -> Long.compare(one.number(), other.number()))
                .toList();
    }

    private static long number(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(0, name.length() - ".log".length()));
    }

    /**
     * Scans the log from the first of the files on.
     *
     * @throws java.io.UncheckedIOException if the disk cannot be read
     */
    static Found scan(Disk disk, List<LogFile> files) {
        var scan = new LogScan(disk);
        Optional<Break> broken = Optional.empty();
        for (LogFile file : files) {
            broken = scan.read(file);
            if (broken.isPresent()) {
                break;
            }
        }
        return new Found(
                scan.lastStamp < 0 ? OptionalLong.empty() : OptionalLong.of(scan.lastStamp),
                broken);
    }

    /** Reads one file; returns where it is interrupted before its end. */
    private Optional<Break> read(LogFile file) {
        var record = new Batch();
        var block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        long good = 0;
        try (var reading = disk.open(file.path())) {
            for (long at = 0; fill(reading, block, at); at += BLOCK_BYTES) {
                while (block.remaining() >= HEADER_BYTES) {
                    if (!piece(block, record)) {
                        return Optional.of(new Break(file.path(), good));
                    }
                    if (record.whole) {
                        if (!take(record)) {
                            return Optional.of(new Break(file.path(), good));
                        }
                        good = at + block.position();
                        record.clear();
                    }
                }
            }
        }
        return record.begun ? Optional.of(new Break(file.path(), good)) : Optional.empty();
    }

    private static boolean fill(Disk.Reading reading, ByteBuffer block, long at) {
        block.clear();
        int read = 0;
        while (block.hasRemaining() && read >= 0) {
            read = reading.read(block, at + block.position());
        }
        block.flip();
        return block.hasRemaining();
    }

    /** Adds the next piece to the record; false if it is not a piece, or is damaged. */
    private static boolean piece(ByteBuffer block, Batch record) {
        int start = block.position();
        int sum = block.getInt(start);
        int length = Short.toUnsignedInt(block.getShort(start + 4));
        int type = block.get(start + 6);
        int end = start + HEADER_BYTES + length;
        if (type < FULL || type > LAST || end > block.limit()) {
            return false;
        }
        var summed = new CRC32C();
        summed.update(block.slice(start + 6, length + 1));
        int crc = (int) summed.getValue();
        boolean first = type == FULL || type == FIRST;
        if (Integer.rotateRight(crc, 15) + CHECKSUM_DELTA != sum || first == record.begun) {
            return false;
        }
        record.add(block.slice(start + HEADER_BYTES, length));
        record.whole = type == FULL || type == LAST;
        block.position(end);
        return true;
    }

    /** Accepts a complete record; false if it does not continue where the one before it ended. */
    private boolean take(Batch record) {
        if (record.length < BATCH_HEADER_BYTES) {
            return false;
        }
        var batch = ByteBuffer.wrap(record.bytes, 0, record.length).order(ByteOrder.LITTLE_ENDIAN);
        long sequence = batch.getLong();
        int count = batch.getInt();
        if (nextSequence >= 0 && sequence != nextSequence) {
            return false;
        }
        nextSequence = sequence + count;
        int stampAt = record.length - Long.BYTES;
        int markAt = stampAt - LAST_STAMP.length;
        if (markAt >= BATCH_HEADER_BYTES
                && ByteBuffer.wrap(record.bytes, markAt, LAST_STAMP.length)
                        .equals(ByteBuffer.wrap(LAST_STAMP))) {
            lastStamp = batch.order(ByteOrder.BIG_ENDIAN).getLong(stampAt);
        }
        return true;
    }

    /**
     * The pieces of an incomplete record. The first piece may be empty: RocksDB writes such a one
     * where only the seven bytes of its header fit into the block.
     */
    private static final class Batch {
        private byte[] bytes = new byte[BLOCK_BYTES];
        private int length;
        private boolean begun;
        private boolean whole;

        private void add(ByteBuffer piece) {
            begun = true;
            int more = piece.remaining();
            if (length + more > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * length));
            }
            piece.get(bytes, length, more);
            length += more;
        }

        private void clear() {
            length = 0;
            begun = false;
            whole = false;
        }
    }
}
