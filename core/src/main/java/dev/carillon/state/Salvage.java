package dev.carillon.state;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Walks keys and goes on behind what cannot be read. A range that cannot be read is found by trying
 * out where reading succeeds again: at most some thousands of look-ups for each range. A readable
 * stretch between two unreadable ones may be taken for unreadable if it is short.
 */
public final class Salvage {
    private static final int BYTE_VALUES = 256;

    /** No key of ours is longer: a guard against going deeper for ever. */
    private static final int MOST_BYTES = 8_192;

    private final View view;
    private final Key end;

    private Salvage(View view, Key end) {
        this.view = view;
        this.end = end;
    }

    /** Takes in the entry that the scan stands on. */
    @FunctionalInterface
    public interface Taker {
        void take(Scan at);
    }

    /**
     * Hands on every entry that can be read, in order.
     *
     * @param unreadable takes each range that cannot be read
     */
    public static void each(View view, KeyRange range, Taker taker, Consumer<KeyRange> unreadable) {
        Key at = range.from();
        while (at.compareTo(range.to()) < 0) {
            Optional<Key> bad = walk(view, at, range.to(), taker);
            if (bad.isEmpty()) {
                return;
            }
            Key good = nextReadable(view, bad.get(), range.to());
            unreadable.accept(new KeyRange(bad.get(), good));
            at = good;
        }
    }

    /**
     * Finds where reading succeeds again.
     *
     * @param bad where it fails
     * @return the first key after {@code bad} that can be read, or {@code end} if there is none
     */
    public static Key nextReadable(View view, Key bad, Key end) {
        return new Salvage(view, end).behind(bad);
    }

    /** Returns the key from which on nothing could be read; empty when all could. */
    private static Optional<Key> walk(View view, Key from, Key to, Taker taker) {
        Key next = from;
        try (Scan scan = view.scan(from, to, View.Order.FORWARD)) {
            while (stepped(scan)) {
                next = scan.key().successor();
                taker.take(scan);
            }
            return Optional.empty();
        } catch (StepFailure e) {
            return Optional.of(next);
        }
    }

    private static boolean stepped(Scan scan) {
        try {
            return scan.next();
        } catch (DamagedStateException e) {
            throw new StepFailure(e);
        }
    }

    /** Tells a step that failed from what its taker threw. */
    private static final class StepFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private StepFailure(DamagedStateException cause) {
            super(cause);
        }
    }

    private Key behind(Key bad) {
        byte[] lower = bad.bytes();
        Key upper = end;
        boolean found = false;
        for (int level = lower.length - 1; level >= 0 && !found; level--) {
            Step step = firstReadable(bad.bytes(), level, (bad.bytes()[level] & 0xFF) + 1, end);
            lower = step.lastBad().orElse(lower);
            found = step.firstGood().isPresent();
            upper = step.firstGood().orElse(upper);
        }
        return narrowed(lower, upper);
    }

    /** Goes from a key that is bad to the first that is not, byte by byte. */
    private Key narrowed(byte[] bad, Key good) {
        byte[] lower = bad;
        Key upper = good;
        boolean between = true;
        while (between && lower.length < MOST_BYTES) {
            byte[] deeper = Arrays.copyOf(lower, lower.length + 1);
            Step step = firstReadable(deeper, lower.length, 0, upper);
            between = step.lastBad().isPresent() && !step.allBad();
            lower = step.lastBad().orElse(lower);
            upper = step.firstGood().orElse(upper);
        }
        return read(upper).orElse(end);
    }

    /**
     * The values of one byte, tried out.
     *
     * @param allBad whether all are bad: then nothing good is between the last of them and what was
     *     known to be good
     */
    private record Step(Optional<byte[]> lastBad, Optional<Key> firstGood, boolean allBad) {}

    /** Tries out the values of one byte, what is behind it left out, in order. */
    private Step firstReadable(byte[] key, int level, int first, Key below) {
        Optional<byte[]> lastBad = Optional.empty();
        for (int value = first; value < BYTE_VALUES; value++) {
            byte[] next = Arrays.copyOf(key, level + 1);
            next[level] = (byte) value;
            if (Key.of(next).compareTo(below) >= 0) {
                return new Step(lastBad, Optional.empty(), false);
            }
            if (readable(Key.of(next))) {
                return new Step(lastBad, Optional.of(Key.of(next)), false);
            }
            lastBad = Optional.of(next);
        }
        return new Step(lastBad, Optional.empty(), true);
    }

    private boolean readable(Key from) {
        try {
            read(from);
            return true;
        } catch (DamagedStateException e) {
            return false;
        }
    }

    /** Returns the first key at or after {@code from}, before the end. */
    private Optional<Key> read(Key from) {
        if (from.compareTo(end) >= 0) {
            return Optional.empty();
        }
        try (Scan scan = view.scan(from, end, View.Order.FORWARD)) {
            return scan.next() ? Optional.of(scan.key()) : Optional.empty();
        }
    }
}
