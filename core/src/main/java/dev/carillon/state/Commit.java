package dev.carillon.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is to happen all together or not at all: checks, then puts, deletes and range deletes, in
 * the order they were added: of two writes to one key the later one stands. Built by one thread,
 * then handed to {@link State#commit} and not changed any more.
 *
 * <p>At most {@value #MAX_OPERATIONS} operations and {@value #MAX_BYTES} bytes. A key has at least
 * one byte.
 */
public final class Commit {
    /**
     * Checks, puts, deletes, range deletes and numbers together: enough for a change that ten
     * thousand rules ask about, each with a topic of its own. What can be split stays far below.
     */
    public static final int MAX_OPERATIONS = 32_768;

    /** Keys and values together. */
    public static final int MAX_BYTES = 8 << 20;

    /** What must be true of the keys before the commit. */
    public sealed interface Check {
        /** The key that is looked at. */
        Key key();

        /** The key was last written by the commit with this stamp. */
        record HasStamp(Key key, long stamp) implements Check {}

        /** There is no such key. Only for a key that the same commit puts. */
        record Absent(Key key) implements Check {}
    }

    /** One thing the commit does. */
    public sealed interface Write {
        /** Sets a key. */
        record Put(Template key, Template value) implements Write {}

        /** Removes a key, if it is there. */
        record Delete(Key key) implements Write {}

        /** Removes all keys from {@code from}, inclusive, to {@code to}, exclusive. */
        record DeleteRange(Key from, Key to) implements Write {}
    }

    private final List<Check> checks = new ArrayList<>();
    private final List<Write> writes = new ArrayList<>();
    private final List<Hole.Next> numbers = new ArrayList<>();
    private long bytes;

    /** Demands that {@code key} was last written by the commit with this stamp. */
    public Commit checkStamp(Key key, long stamp) {
        checks.add(new Check.HasStamp(key, stamp));
        return this;
    }

    /** Demands that {@code key}, which this commit puts, is not there yet. */
    public Commit checkAbsent(Key key) {
        checks.add(new Check.Absent(key));
        return this;
    }

    /** Sets a key. */
    public Commit put(Key key, byte[] value) {
        return put(Template.of(key.bytes()), Template.of(value));
    }

    /** Sets a key; the committer fills the holes. */
    public Commit put(Template key, Template value) {
        writes.add(new Write.Put(key, value));
        bytes += key.bytes().length + value.bytes().length;
        return this;
    }

    /** Removes a key, if it is there. */
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
     * Draws the next number of a counter, without gaps: a refused commit uses none. Each call is
     * one number; the first of a counter is 1. The counter is written in the same commit, before
     * its other writes: deleting the key starts it again.
     */
    public Hole.Next next(Key counter) {
        var next = new Hole.Next(counter, numbers.size());
        numbers.add(next);
        return next;
    }

    /** The checks, in the order they were added. */
    public List<Check> checks() {
        return Collections.unmodifiableList(checks);
    }

    /** The writes, in the order they were added. */
    public List<Write> writes() {
        return Collections.unmodifiableList(writes);
    }

    /** The numbers to be drawn, in the order they were asked for. */
    public List<Hole.Next> numbers() {
        return Collections.unmodifiableList(numbers);
    }

    /** How many operations this is, as {@link #MAX_OPERATIONS} counts. */
    public int operations() {
        return checks.size() + writes.size() + numbers.size();
    }

    /** How many bytes this is, as {@link #MAX_BYTES} counts. */
    public long bytes() {
        return bytes;
    }

    /**
     * Demands that an engine may take this; {@link State#commit} does so.
     *
     * @throws IllegalArgumentException when it is too large, checks the absence of a key it does
     *     not put, has an empty key, a range that ends before it begins, or a number drawn for
     *     another commit
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
        if (check instanceof Check.Absent(Key key)) {
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

    /** Whether it does nothing. */
    public boolean isEmpty() {
        return checks.isEmpty() && writes.isEmpty() && numbers.isEmpty();
    }
}
