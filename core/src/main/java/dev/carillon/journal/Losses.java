package dev.carillon.journal;

import dev.carillon.delivery.Owed;
import dev.carillon.state.Key;

import java.util.List;
import java.util.stream.Stream;

/**
 * Deliveries that a reading found to be owed but that can never be made, because the disk damaged
 * what was stored of them. {@link Ledger#lose} gives them up.
 *
 * @param parked whether they were parked
 * @param known deliveries whose own record is unreadable but whose events are known
 * @param nameless keys of deliveries whose events are unreadable or gone
 */
public record Losses(boolean parked, List<Owed> known, List<Key> nameless) {
    private static final int MOST_NUMBERS = 100;

    static final Losses NONE = new Losses(false, List.of(), List.of());

    public Losses {
        known = List.copyOf(known);
        nameless = List.copyOf(nameless);
    }

    /** Returns whether nothing was lost. */
    public boolean isEmpty() {
        return known.isEmpty() && nameless.isEmpty();
    }

    /** Returns the number of lost deliveries. */
    public int count() {
        return known.size() + nameless.size();
    }

    /** Returns the numbers of the deliveries for messages, at most a hundred. */
    public List<Long> numbers() {
        return Stream.concat(
                        known.stream().map(Owed::number),
                        nameless.stream().map(JournalKeys::lastNumber))
                .limit(MOST_NUMBERS)
                .toList();
    }
}
