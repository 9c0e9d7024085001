package dev.carillon.journal;

import dev.carillon.state.KeyRange;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What an audit finds that is not as it must be: counted, and the first hundred in words. */
public final class AuditFindings {
    private static final int MOST_WORDS = 100;

    private final List<String> words = new ArrayList<>();
    private long count;

    /** Notes a fault, unless all is as it must be. */
    public void demand(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            count++;
            if (words.size() < MOST_WORDS) {
                words.add(otherwise.get());
            }
        }
    }

    /** Notes keys that cannot be read. */
    public void unreadable(KeyRange range) {
        demand(
                false,
                () ->
                        "the database cannot be read from %s: its files are damaged"
                                .formatted(range));
    }

    /** How many there are. */
    public long count() {
        return count;
    }

    /** The first hundred, in words. */
    public List<String> words() {
        return List.copyOf(words);
    }
}
