package dev.carillon.script;

import dev.carillon.script.ScriptCall.DeliveryId;
import dev.carillon.state.BytesReader;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.Key;
import dev.carillon.state.KeyTable;
import dev.carillon.state.Reading;
import dev.carillon.state.Scan;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.Template;
import dev.carillon.state.View;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The durable records of runs: one for each delivery that is owed and was attempted. Whoever finds
 * the start of a run without its end knows that it was interrupted. Thread-safe.
 */
public final class OnceRecords {
    private static final int PAGE = 1_000;

    private final State state;

    /** Keeps the records in a state, which the caller closes. */
    public OnceRecords(State state) {
        this.state = state;
    }

    /** Tells which deliveries a receiver still owes. */
    @FunctionalInterface
    public interface OwedNumbers {
        /**
         * Returns the numbers of the deliveries that are owed and may have been attempted, at least
         * those in the range.
         *
         * @param replay whether they are those of the lane of replays
         * @param from the smallest number that is of interest
         * @param to the largest
         */
        Set<Long> find(boolean replay, long from, long to);
    }

    /** The state of the run of one delivery, as recorded. The {@link #code} is stored on disk. */
    enum Run {
        STARTED(1),
        FAILED(2),
        SUCCEEDED(3);

        private final int code;

        Run(int code) {
            this.code = code;
        }

        private static Run read(Stamped kept) {
            int code = new BytesReader(kept.value()).u8();
            for (Run run : values()) {
                if (run.code == code) {
                    return run;
                }
            }
            throw new IllegalStateException("a run has the unknown state " + code);
        }
    }

    /**
     * Records that a run starts, unless one has started before that did not fail.
     *
     * @return the record that keeps it from starting; empty if the start is durable
     */
    Optional<Run> start(DeliveryId id) {
        Reading before = state.read(key(id));
        Optional<Run> known = before.found().map(Run::read).filter(run -> run != Run.FAILED);
        if (known.isPresent()) {
            return known;
        }
        var commit = new Commit().checkUnchanged(before).put(before.key(), value(Run.STARTED));
        if (!(state.commit(commit) instanceof CommitResult.Committed)) {
            return Optional.of(Run.STARTED); // by another attempt, which lanes do not make
        }
        return Optional.empty();
    }

    /** Records, durably, how a run has ended. */
    void end(DeliveryId id, boolean success) {
        var commit = new Commit().put(key(id), value(success ? Run.SUCCEEDED : Run.FAILED));
        if (!(state.commit(commit) instanceof CommitResult.Committed)) {
            throw new IllegalStateException("a commit without a condition was refused");
        }
    }

    /**
     * Removes the records of deliveries that are not owed any more: they will never be attempted
     * again. Call it from time to time.
     *
     * @return the number of records that were removed
     */
    public int removeSettled(OwedNumbers owed) {
        return removeSettled(false, owed) + removeSettled(true, owed);
    }

    /** Returns the number of records. */
    public int count() {
        int found = 0;
        try (View view = state.bulkView();
                Scan scan = view.scan(KeyTable.RUN.all())) {
            while (scan.next()) {
                found++;
            }
        }
        return found;
    }

    private int removeSettled(boolean replay, OwedNumbers owed) {
        Key end = lane(replay).afterPrefix();
        int removed = 0;
        Key from = lane(replay);
        List<Kept> page = page(from, end);
        while (!page.isEmpty()) {
            removed += remove(page, owed.find(replay, page.getFirst().number(), last(page)));
            from = page.getLast().key().successor();
            page = page.size() < PAGE ? List.of() : page(from, end);
        }
        return removed;
    }

    private record Kept(Key key, long number, long stamp) {}

    private static long last(List<Kept> page) {
        return page.getLast().number();
    }

    private List<Kept> page(Key from, Key end) {
        var page = new ArrayList<Kept>();
        try (View view = state.bulkView();
                Scan scan = view.scan(from, end, View.Order.FORWARD)) {
            while (page.size() < PAGE && scan.next()) {
                page.add(new Kept(scan.key(), number(scan.key()), scan.stamp()));
            }
        }
        return page;
    }

    /** Removes records unless they changed meanwhile; if one did, the page is left for later. */
    private int remove(List<Kept> page, Set<Long> owed) {
        var commit = new Commit();
        int many = 0;
        for (Kept kept : page) {
            if (!owed.contains(kept.number())) {
                commit.checkStamp(kept.key(), kept.stamp()).delete(kept.key());
                many++;
            }
        }
        return many > 0 && state.commit(commit) instanceof CommitResult.Committed ? many : 0;
    }

    private static Key lane(boolean replay) {
        return KeyTable.RUN.start().u8(replay ? 1 : 0).key();
    }

    private static Key key(DeliveryId id) {
        return KeyTable.RUN
                .start()
                .u8(id.replay() ? 1 : 0)
                .i64(id.number())
                .sortedText(id.event())
                .key();
    }

    private static long number(Key key) {
        byte[] bytes = key.bytes();
        int prefix = KeyTable.RUN.all().bytes().length + 1;
        return new BytesReader(Arrays.copyOfRange(bytes, prefix, bytes.length)).i64();
    }

    private static byte[] value(Run run) {
        return Template.builder().u8(run.code).array();
    }
}
