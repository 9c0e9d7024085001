package dev.carillon.state;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Visits keys and continues after ranges that cannot be read. The end of such a range is found by
 * probing where reading succeeds again: at most some thousands of look-ups for each range. A short
 * readable stretch between two unreadable ones may be treated as unreadable.
 */
public final class Salvage {
    private static final int BYTE_VALUES = 256;

    /** The limit of the search depth; no key of the store is longer. */
    private static final int MOST_BYTES = 8_192;

    private final View view;
    private final Key end;

    private Salvage(View view, Key end) {
        this.view = view;
        this.end = end;
    }

    /** Receives the entry at the scan's position. */
    @FunctionalInterface
    public interface Taker {
        void take(Scan at);
    }

    /**
     * Passes on every entry that can be read, in order.
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
     * Finds the key from which reading succeeds again.
     *
     * @param bad the key at which it fails
     * @return the first key after {@code bad} that can be read, or {@code end} if there is none
     */
    public static Key nextReadable(View view, Key bad, Key end) {
        return new Salvage(view, end).behind(bad);
    }

    /**
     * Returns the key from which on nothing could be read; empty if the range was read to its end.
     */
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

    /** Distinguishes a failed step of the scan from an exception of its taker. */
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

    /**
     * Narrows the gap between an unreadable key and a readable one, byte by byte, to the first
     * readable key.
     */
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
     * The result of probing the values of one byte.
     *
     * @param allBad whether all values are unreadable: then nothing between the last of them and
     *     the known readable key can be read
     */
    private record Step(Optional<byte[]> lastBad, Optional<Key> firstGood, boolean allBad) {}

    /** Probes the values of one byte in order, with the following bytes left out. */
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
