package dev.carillon.state;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The end of the write-ahead log as last noted: everything up to {@code stamp} was durable at that
 * time.
 *
 * @param stamp the last stamp of a group whose sync has returned; 0 = there was none
 * @param file the number of the log's newest file when last checked; 0 = not known
 * @param bytes the length of that file at that time, at least
 */
record LogEnd(long stamp, long file, long bytes) {
    /** The size of a record on disk, in bytes. */
    static final int BYTES = 4 * Long.BYTES + Integer.BYTES;

    /** The text "log end" and the number of the record's layout. */
    private static final long MAGIC = 0x6c6f_6720_656e_6401L;

    private static final int SUMMED = 4 * Long.BYTES;

    /** Returns the end of an empty log. */
    static LogEnd none() {
        return new LogEnd(0, 0, 0);
    }

    /** Writes the record with its checksum, from the buffer's position on. */
    void write(ByteBuffer into) {
        int start = into.position();
        into.putLong(MAGIC).putLong(stamp).putLong(file).putLong(bytes);
        into.putInt(sum(into, start));
    }

    /** Reads a record; empty if the bytes are not a record or are damaged. */
    static Optional<LogEnd> read(ByteBuffer from) {
        int start = from.position();
        if (from.remaining() < BYTES || from.getLong() != MAGIC) {
            return Optional.empty();
        }
        var end = new LogEnd(from.getLong(), from.getLong(), from.getLong());
        return from.getInt() == sum(from, start) && end.stamp >= 0
                ? Optional.of(end)
                : Optional.empty();
    }

    private static int sum(ByteBuffer bytes, int start) {
        var sum = new CRC32C();
        sum.update(bytes.duplicate().limit(start + SUMMED).position(start));
        return (int) sum.getValue();
    }
}
