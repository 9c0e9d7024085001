package dev.carillon.tail;

import org.jspecify.annotations.Nullable;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The recent lines of one selection, shared by all its readers. The feed adds lines and seals them
 * to segments; readers take segments by their numbers, without locks. A channel keeps at most
 * {@value #MOST_SEGMENTS} segments and {@value #MOST_BYTES} bytes: a reader that is further behind
 * reads from the log.
 */
final class Channel {
    private static final int MOST_SEGMENTS = 128;
    private static final int MOST_BYTES = 1 << 20;
    private static final int SEGMENT_BYTES = 64 << 10;

    /**
     * The pause between two rounds for each reader. Waking a reader and writing to it costs some
     * microseconds, so this bounds the share of the processor that many readers take. The first
     * event after a longer pause is never delayed.
     */
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Key key;
    private final long from;
    private final Set<Seat> seats = ConcurrentHashMap.newKeySet();
    private final AtomicReferenceArray<@Nullable Segment> ring =
            new AtomicReferenceArray<>(MOST_SEGMENTS);
    private volatile long head;
    private volatile boolean pending;
    private volatile boolean retired;

    /** Guarded by the lock of the feed, as all fields below. */
    private long sealedUpTo;

    /** The lines that are not sealed; null if there are none. */
    private @Nullable SegmentBuilder builder;

    private long oldest;
    private long keptBytes;
    private long dueNanos = System.nanoTime();

    /** The properties that the readers of a channel have in common. */
    record Key(Selection selection, Framing framing) {}

    /** Creates a channel that gets every selected event behind the position {@code from}. */
    Channel(Key key, long from) {
        this.key = key;
        this.from = from;
        this.sealedUpTo = from;
    }

    Key key() {
        return key;
    }

    /** Returns the position from which it gets every event. */
    long from() {
        return from;
    }

    /** Returns the seats of its readers. */
    Set<Seat> seats() {
        return seats;
    }

    /** Returns the number of the next segment to be sealed. */
    long head() {
        return head;
    }

    /** Returns whether there are lines that are not sealed. Read it before {@link #head}. */
    boolean pending() {
        return pending;
    }

    /** Returns whether it gets no more lines: its readers go to the log and come back. */
    boolean retired() {
        return retired;
    }

    /** Returns a sealed segment; null if it is not kept any more. */
    @Nullable Segment segment(long number) {
        Segment found = ring.get(slot(number));
        return found != null && found.number() == number ? found : null;
    }

    /**
     * Returns the number of the first segment that a reader at a position needs; -1 if it must read
     * from the log first.
     */
    long enter(long position) {
        long next = head;
        while (next > 0) {
            Segment before = segment(next - 1);
            if (before == null) {
                return -1;
            }
            if (before.upTo() <= position) {
                return next;
            }
            next--;
            if (before.after() <= position) {
                return next;
            }
        }
        return from <= position ? next : -1;
    }

    /**
     * Adds the line of an event; seals the lines before it if they are many.
     *
     * @param keep the bytes that the channel may keep
     */
    void add(long stamp, byte[] record, int keep) {
        SegmentBuilder lines = builder;
        if (lines != null && lines.size() >= SEGMENT_BYTES) {
            seal(lines.last(), keep);
            lines = null;
        }
        pending = true;
        if (lines == null) {
            lines = new SegmentBuilder(key.framing(), key.selection().scope());
            builder = lines;
        }
        lines.add(stamp, record);
    }

    /** Returns when its readers may be woken again. */
    long dueNanos() {
        return dueNanos;
    }

    /**
     * Makes the added lines visible to the readers.
     *
     * @param position up to which every selected event was added
     * @param keep the bytes that the channel may keep
     */
    void seal(long position, int keep) {
        SegmentBuilder lines = builder;
        if (lines == null) {
            return;
        }
        builder = null;
        Segment segment = lines.take(head, sealedUpTo, position);
        sealedUpTo = position;
        keptBytes += segment.bytes().length;
        while (oldest < segment.number()
                && (keptBytes > Math.min(MOST_BYTES, keep)
                        || segment.number() - oldest >= MOST_SEGMENTS)) {
            drop();
        }
        ring.set(slot(segment.number()), segment);
        head = segment.number() + 1;
        pending = false;
    }

    /** Wakes the readers, and sets the time of the next round. */
    void wake(long nowNanos) {
        seats.forEach(Seat::wake);
        dueNanos = nowNanos + Math.min(LONGEST_PAUSE_NANOS, PAUSE_NANOS * seats.size());
    }

    /** Drops the oldest segments while there are several, and more than {@code keep} bytes. */
    void trim(int keep) {
        while (oldest < head - 1 && keptBytes > keep) {
            drop();
        }
    }

    /** Ends it, drops its lines, and wakes its readers. */
    void retire() {
        retired = true;
        builder = null;
        while (oldest < head) {
            drop();
        }
        seats.forEach(Seat::wake);
    }

    private void drop() {
        Segment gone = ring.getAndSet(slot(oldest), null);
        keptBytes -= gone == null ? 0 : gone.bytes().length;
        oldest++;
    }

    private static int slot(long number) {
        return (int) (number % MOST_SEGMENTS);
    }
}
