package dev.carillon.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/**
 * Checks and writes that happen together or not at all: first the checks, then puts, deletes and
 * range deletes in the order they were added, so that the later of two writes to one key wins.
 * Built by one thread, then passed to {@link State#commit} and not changed any more.
 *
 * <p>At most {@value #MAX_OPERATIONS} operations and {@value #MAX_BYTES} bytes. A key has at least
 * one byte.
 */
public final class Commit {
    /**
     * The limit for checks, puts, deletes, range deletes and numbers together: enough for a change
     * that matches ten thousand rules, each with a topic of its own. Work that can be split stays
     * far below.
     */
    public static final int MAX_OPERATIONS = 32_768;

    /** The limit for the bytes of keys and values together. */
    public static final int MAX_BYTES = 8 << 20;

    /** A condition on a key before the commit. */
    public sealed interface Check {
        /** Returns the key that is checked. */
        Key key();

        /**
         * Returns the stamp of a commit after which the condition was true, or 0: it is still true
         * if no later commit wrote the key.
         */
        long seen();

        /** The condition that the key was last written by the commit with this stamp. */
        record HasStamp(Key key, long stamp, long seen) implements Check {}

        /**
         * The condition that the key does not exist. Allowed only for a key that the same commit
         * puts.
         */
        record Absent(Key key, long seen) implements Check {}
    }

    /** A write of the commit. */
    public sealed interface Write {
        /** Sets a key. */
        record Put(Template key, Template value) implements Write {}

        /** Removes a key, if it exists. */
        record Delete(Key key) implements Write {}

        /** Removes all keys from {@code from}, inclusive, to {@code to}, exclusive. */
        record DeleteRange(Key from, Key to) implements Write {}
    }

    private final List<Check> checks = new ArrayList<>();
    private final List<Write> writes = new ArrayList<>();
    private final List<Hole.Next> numbers = new ArrayList<>();
    private long bytes;

    /** Requires that {@code key} was last written by the commit with this stamp. */
    public Commit checkStamp(Key key, long stamp) {
        checks.add(new Check.HasStamp(key, stamp, 0));
        return this;
    }

    /** Requires that {@code key}, which this commit puts, does not exist yet. */
    public Commit checkAbsent(Key key) {
        checks.add(new Check.Absent(key, 0));
        return this;
    }

    /**
     * Requires that a key is as it was read. If it did not exist then, this commit must put it, as
     * {@link #checkAbsent} demands.
     */
    public Commit checkUnchanged(Reading reading) {
        Key key = reading.key();
        checks.add(
                reading.found()
                        .<Check>map(
                                stamped -> new Check.HasStamp(key, stamped.stamp(), reading.seen()))
                        .orElseGet(() -> new Check.Absent(key, reading.seen())));
        return this;
    }

    /** Sets a key. */
    public Commit put(Key key, byte[] value) {
        return put(Template.of(key.bytes()), Template.of(value));
    }

    /** Sets a key; the committer fills the holes of key and value. */
    public Commit put(Template key, Template value) {
        writes.add(new Write.Put(key, value));
        bytes += key.bytes().length + value.bytes().length;
        return this;
    }

    /** Removes a key, if it exists. */
    public Commit delete(Key key) {
        writes.add(new Write.Delete(key));
        bytes += key.bytes().length;
        return this;
    }

    /** Removes all keys from {@code from}, inclusive, to {@code to}, exclusive. */
    public Commit deleteRange(Key from, Key to) {
        writes.add(new Write.DeleteRange(from, to));
        bytes += from.bytes().length + to.bytes().length;
        return this;
    }

    /**
     * Draws the next number of a counter, without gaps: a refused commit uses none. Each call draws
     * one number; the first of a counter is 1. The counter is written in the same commit, before
     * its other writes, so deleting the key resets the counter.
     */
    public Hole.Next next(Key counter) {
        var next = new Hole.Next(counter, numbers.size());
        numbers.add(next);
        return next;
    }

    /** Returns the checks, in the order they were added. */
    public List<Check> checks() {
        return Collections.unmodifiableList(checks);
    }

    /** Returns the writes, in the order they were added. */
    public List<Write> writes() {
        return Collections.unmodifiableList(writes);
    }

    /** Returns the numbers to be drawn, in the order they were requested. */
    public List<Hole.Next> numbers() {
        return Collections.unmodifiableList(numbers);
    }

    /** Returns the number of operations, as {@link #MAX_OPERATIONS} counts. */
    public int operations() {
        return checks.size() + writes.size() + numbers.size();
    }

    /** Returns the number of bytes, as {@link #MAX_BYTES} counts. */
    public long bytes() {
        return bytes;
    }

    /**
     * Checks that an engine may execute this commit; {@link State#commit} calls it.
     *
     * @throws IllegalArgumentException if it is too large, checks the absence of a key it does not
     *     put, has an empty key, a range that ends before it begins, or a number drawn for another
     *     commit
     */
    public void validate() {
        demand(
                operations() <= MAX_OPERATIONS,
                () -> operations() + " operations, at most " + MAX_OPERATIONS + ": split it");
        demand(bytes <= MAX_BYTES, () -> bytes + " bytes, at most " + MAX_BYTES + ": split it");
        checks.forEach(this::validate);
        writes.forEach(this::validate);
        numbers.forEach(next -> demandKey(next.counter().bytes()));
    }

    private void validate(Check check) {
        demandKey(check.key().bytes());
        if (check instanceof Check.Absent(Key key, long _)) {
            demand(puts(key), () -> "the absence of " + key + " is checked, but it is not put");
        }
    }

    private boolean puts(Key key) {
        for (Write write : writes) {
            if (write instanceof Write.Put put
                    && put.key().fills().isEmpty()
                    && Arrays.equals(put.key().bytes(), key.bytes())) {
                return true;
            }
        }
        return false;
    }

    private void validate(Write write) {
        switch (write) {
            case Write.Put(Template key, Template value) -> {
                demandKey(key.bytes());
                demandOwnNumbers(key);
                demandOwnNumbers(value);
            }
            case Write.Delete(Key key) -> demandKey(key.bytes());
            case Write.DeleteRange(Key from, Key to) -> {
                demandKey(from.bytes());
                demand(from.compareTo(to) <= 0, () -> "range " + from + " to " + to + " is turned");
            }
        }
    }

    private void demandOwnNumbers(Template template) {
        for (Template.Fill fill : template.fills()) {
            if (fill.hole() instanceof Hole.Next next) {
                demand(
                        next.index() < numbers.size()
                                && numbers.get(next.index()).counter().equals(next.counter()),
                        () -> "a number of " + next.counter() + " was drawn for another commit");
            }
        }
    }

    private static void demandKey(byte[] key) {
        demand(key.length > 0, () -> "an empty key");
    }

    private static void demand(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            throw new IllegalArgumentException("not a valid commit: " + otherwise.get());
        }
    }

    /** Returns whether the commit has no checks, writes and numbers. */
    public boolean isEmpty() {
        return checks.isEmpty() && writes.isEmpty() && numbers.isEmpty();
    }
}
