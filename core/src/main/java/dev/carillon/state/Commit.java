package dev.carillon.state;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What is to happen all together or not at all: checks, then puts, deletes and range deletes, in
 * the order they were added. Built by one thread, then handed to {@link State#commit}.
 *
 * <p>At most {@value #MAX_OPERATIONS} operations and {@value #MAX_BYTES} bytes.
 */
public final class Commit {
    /** Checks, puts, deletes and range deletes together. */
    public static final int MAX_OPERATIONS = 4_096;

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
    private int bytes;

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
     * Draws the next number of a counter, without gaps: a refused commit uses none. The counter is
     * written in the same commit.
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
    public int bytes() {
        return bytes;
    }

    /** Whether it does nothing. */
    public boolean isEmpty() {
        return checks.isEmpty() && writes.isEmpty() && numbers.isEmpty();
    }
}
