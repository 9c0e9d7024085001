package dev.carillon.journal;

import dev.carillon.state.BytesReader;
import dev.carillon.state.Template;

/**
 * The books of a lane: numbers given = done + dead + still owed, at every moment, on disk.
 *
 * @param head every delivery with a smaller number is settled or parked: a lower bound, reading
 *     starts here
 * @param done delivered
 * @param dead given up
 * @param gone of those given up: their letters were sent again or thrown away since
 */
public record Books(long head, long done, long dead, long gone) {
    /** A head that moves nothing: heads only ever rise. */
    public static final long HEAD_STAYS = 0;

    private static final int FORMAT = 1;

    /** The books of a lane nothing was settled in. */
    public static Books empty() {
        return new Books(1, 0, 0, 0);
    }

    static Books read(byte[] bytes) {
        var in = new BytesReader(bytes);
        int format = in.u8();
        if (format != FORMAT) {
            throw new IllegalStateException(
                    "a lane's books are kept in format " + format + ", this version reads 1");
        }
        return new Books(in.i64(), in.i64(), in.i64(), in.i64());
    }

    byte[] write() {
        return Template.builder().u8(FORMAT).i64(head).i64(done).i64(dead).i64(gone).array();
    }

    Books headAt(long newHead) {
        return new Books(Math.max(head, newHead), done, dead, gone);
    }

    Books oneDone() {
        return new Books(head, done + 1, dead, gone);
    }

    Books oneDead() {
        return new Books(head, done, dead + 1, gone);
    }

    Books oneGone() {
        return new Books(head, done, dead, gone + 1);
    }
}
