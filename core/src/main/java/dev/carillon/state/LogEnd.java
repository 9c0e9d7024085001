package dev.carillon.state;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The known reach of the write-ahead log: everything up to {@code stamp} was durable when this was
 * made.
 *
 * @param stamp the last stamp of a group whose sync has returned; 0 = there was none
 * @param file the number of the newest file of the log when last looked; 0 = not known
 * @param bytes how long that file was then, at least
 */
record LogEnd(long stamp, long file, long bytes) {
    /** The size of a record on disk, in bytes. */
    static final int BYTES = 4 * Long.BYTES + Integer.BYTES;

    /** "log end", and a number for the layout of the rest. */
    private static final long MAGIC = 0x6c6f_6720_656e_6401L;

    private static final int SUMMED = 4 * Long.BYTES;

    /** The end of a log that nothing was written to. */
    static LogEnd none() {
        return new LogEnd(0, 0, 0);
    }

    /** Writes it, with its checksum, from the buffer's position on. */
    void write(ByteBuffer into) {
        int start = into.position();
        into.putLong(MAGIC).putLong(stamp).putLong(file).putLong(bytes);
        into.putInt(sum(into, start));
    }

    /** Reads one; empty when the bytes are none, or damaged. */
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
