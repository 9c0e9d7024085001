package dev.carillon.receive;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Counts what became of requests and events since a receiver was started. Thread-safe. */
final class ReceivedCounts {
    private final LongAdder accepted = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final LongAdder excluded = new LongAdder();
    private final LongAdder withoutAction = new LongAdder();
    private final LongAdder confirmed = new LongAdder();
    private final LongAdder refused = new LongAdder();

    /** Counts the events of a message. */
    void message(long stored, long known) {
        accepted.add(stored);
        repeated.add(known);
    }

    /** Counts events that the options exclude. */
    void excluded(long events) {
        excluded.add(events);
    }

    /** Counts events for which nothing is done because they ask for no work. */
    void withoutAction(long events) {
        withoutAction.add(events);
    }

    /** Counts an answered confirmation. */
    void confirmed() {
        confirmed.increment();
    }

    /** Counts a request that was refused. */
    void refused() {
        refused.increment();
    }

    /** Returns the counts for people, in one line. */
    String line() {
        var parts = new ArrayList<String>();
        parts.add("%,d events accepted".formatted(accepted.sum()));
        more(parts, repeated, "%,d repeated");
        more(parts, excluded, "%,d excluded by options");
        more(parts, withoutAction, "%,d without an action");
        more(parts, confirmed, "%,d confirmations answered");
        more(parts, refused, "%,d requests refused");
        return String.join(", ", parts);
    }

    private static void more(List<String> parts, LongAdder count, String words) {
        if (count.sum() > 0) {
            parts.add(words.formatted(count.sum()));
        }
    }
}
