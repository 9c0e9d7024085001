package dev.carillon.journal;

import dev.carillon.state.BytesReader;
import dev.carillon.state.Template;

import java.time.Instant;

/**
 * The books of a lane: numbers given = done + dead + still owed, at every moment, on disk.
 *
 * @param head every delivery with a smaller number is settled or parked: a lower bound, reading
 *     starts here
 * @param done delivered
 * @param dead given up
 * @param gone of those given up: their letters were sent again or thrown away since
 * @param accepted when the endpoint last accepted one, to the microsecond; {@link Instant#EPOCH} =
 *     never
 */
public record Books(long head, long done, long dead, long gone, Instant accepted) {
    /** A head that moves nothing: heads only ever rise. */
    public static final long HEAD_STAYS = 0;

    private static final int FORMAT = 2;
    private static final int WITHOUT_ACCEPTED = 1;
    private static final long MICROS = 1_000_000;

    /** The books of a lane nothing was settled in. */
    public static Books empty() {
        return new Books(1, 0, 0, 0, Instant.EPOCH);
    }

    static Books read(byte[] bytes) {
        var in = new BytesReader(bytes);
        int format = in.u8();
        if (format != FORMAT && format != WITHOUT_ACCEPTED) {
            throw new IllegalStateException(
                    "a lane's books are kept in format " + format + ", this version reads 1 and 2");
        }
        var books = new Books(in.i64(), in.i64(), in.i64(), in.i64(), Instant.EPOCH);
        return format == WITHOUT_ACCEPTED ? books : books.acceptedAt(instant(in.i64()));
    }

    byte[] write() {
        return Template.builder()
                .u8(FORMAT)
                .i64(head)
                .i64(done)
                .i64(dead)
                .i64(gone)
                .i64(micros(accepted))
                .array();
    }

    private static long micros(Instant at) {
        return at.getEpochSecond() * MICROS + at.getNano() / 1_000;
    }

    private static Instant instant(long micros) {
        long seconds = Math.floorDiv(micros, MICROS);
        return Instant.ofEpochSecond(seconds, Math.floorMod(micros, MICROS) * 1_000);
    }

    Books headAt(long newHead) {
        return new Books(Math.max(head, newHead), done, dead, gone, accepted);
    }

    Books oneDone(Instant at) {
        return new Books(head, done + 1, dead, gone, accepted).acceptedAt(at);
    }

    private Books acceptedAt(Instant at) {
        return new Books(head, done, dead, gone, at.isAfter(accepted) ? at : accepted);
    }

    Books oneDead() {
        return new Books(head, done, dead + 1, gone, accepted);
    }

    Books oneGone() {
        return new Books(head, done, dead, gone + 1, accepted);
    }
}
