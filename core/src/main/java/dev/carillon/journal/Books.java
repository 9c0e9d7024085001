package dev.carillon.journal;

import dev.carillon.state.BytesReader;
import dev.carillon.state.Template;

import java.time.Instant;

/**
 * The books of a lane on disk: at every moment, numbers given = done + dead + still owed.
 *
 * @param head a lower bound from which the lane is read: every delivery with a smaller number is
 *     settled or parked
 * @param done the number of deliveries done
 * @param dead the number given up
 * @param gone the number of those given up whose letters were sent again or purged since
 * @param accepted when the endpoint last accepted a delivery, to the microsecond; {@link
 *     Instant#EPOCH} = never
 * @param shared attempts that count for several deliveries
 */
public record Books(
        long head, long done, long dead, long gone, Instant accepted, SharedTries shared) {
    /** A value for entries that do not move the head: heads only ever rise. */
    public static final long HEAD_STAYS = 0;

    private static final int FORMAT = 3;
    private static final int WITHOUT_SHARED_TRIES = 2;
    private static final int WITHOUT_ACCEPTED = 1;

    /** Returns the books of a lane in which nothing was settled. */
    public static Books empty() {
        return new Books(1, 0, 0, 0, Instant.EPOCH, SharedTries.none());
    }

    static Books read(byte[] bytes) {
        var in = new BytesReader(bytes);
        int format = in.u8();
        if (format < WITHOUT_ACCEPTED || format > FORMAT) {
            throw new IllegalStateException(
                    "a lane's books are kept in format %d, this version reads 1 to 3: start the version that wrote them"
                            .formatted(format));
        }
        long head = in.i64();
        long done = in.i64();
        long dead = in.i64();
        long gone = in.i64();
        Instant accepted = format == WITHOUT_ACCEPTED ? Instant.EPOCH : in.micros();
        return new Books(
                head,
                done,
                dead,
                gone,
                accepted,
                format <= WITHOUT_SHARED_TRIES ? SharedTries.none() : SharedTries.read(in));
    }

    byte[] write() {
        var out =
                Template.builder()
                        .u8(FORMAT)
                        .i64(head)
                        .i64(done)
                        .i64(dead)
                        .i64(gone)
                        .micros(accepted);
        return shared.write(out).array();
    }

    Books headAt(long newHead) {
        return new Books(Math.max(head, newHead), done, dead, gone, accepted, shared);
    }

    Books oneDone(Instant at) {
        return new Books(head, done + 1, dead, gone, later(at), shared);
    }

    private Instant later(Instant at) {
        return at.isAfter(accepted) ? at : accepted;
    }

    Books sharing(SharedTries tries) {
        return new Books(head, done, dead, gone, accepted, tries);
    }

    Books oneDead() {
        return new Books(head, done, dead + 1, gone, accepted, shared);
    }

    /** Returns the books after deliveries were lost of which no letter can be kept. */
    Books lost(long deliveries) {
        return new Books(head, done, dead + deliveries, gone + deliveries, accepted, shared);
    }

    /** The same books, with as many letters gone as in others. */
    Books withGoneOf(Books others) {
        return new Books(head, done, dead, others.gone, accepted, shared);
    }

    Books oneGone() {
        return new Books(head, done, dead, gone + 1, accepted, shared);
    }
}
