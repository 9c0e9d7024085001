package dev.carillon.journal;

import dev.carillon.state.KeyRange;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The findings of an audit: their number, and the first hundred in words. */
public final class AuditFindings {
    private static final int MOST_WORDS = 100;

    private final List<String> words = new ArrayList<>();
    private long count;

    /** Adds a finding unless the condition holds. */
    public void demand(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            count++;
            if (words.size() < MOST_WORDS) {
                words.add(otherwise.get());
            }
        }
    }

    /** Adds a finding about keys that cannot be read. */
    public void unreadable(KeyRange range) {
        demand(
                false,
                () ->
                        "the database cannot be read from %s: its files are damaged"
                                .formatted(range));
    }

    /** Returns the number of findings. */
    public long count() {
        return count;
    }

    /** Returns the first hundred findings in words. */
    public List<String> words() {
        return List.copyOf(words);
    }
}
