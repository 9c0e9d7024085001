package dev.carillon.journal;

import dev.carillon.delivery.Owed;
import dev.carillon.event.ObjectEvent;
import dev.carillon.journal.Recorded.Asked;
import dev.carillon.state.BytesReader;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.DamagedStateException;
import dev.carillon.state.Hole;
import dev.carillon.state.Key;
import dev.carillon.state.KeyRange;
import dev.carillon.state.Salvage;
import dev.carillon.state.Scan;
import dev.carillon.state.State;
import dev.carillon.state.Template;
import dev.carillon.state.View;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The published events that are owed to more subscriptions than one commit takes. Their deliveries
 * are made in chunks, one commit each, which also moves the position of the fan-out: however often
 * the process dies, each subscription gets one delivery. Thread-safe; durable when a method
 * returns.
 */
public final class FanOuts {
    private static final long FIRST = 0;

    private final State state;
    private final Reissue reissue;

    /**
     * Reads what {@link PublishedEvents} add to the same state; {@code journal} counts the growth
     * of events.
     */
    public FanOuts(State state, Journal journal) {
        this.state = state;
        this.reissue = new Reissue(state, journal);
    }

    /**
     * A fan-out as stored.
     *
     * @param bucket the name of the bucket
     * @param rule the name of the rule
     * @param event the stamp of the event
     * @param lane the last lane that has its delivery, 0 if none has
     * @param stamp the stamp of the commit that last moved the position
     */
    public record FanOut(String bucket, String rule, long event, long lane, long stamp) {
        private boolean sameRule(FanOut other) {
            return bucket.equals(other.bucket) && rule.equals(other.rule);
        }
    }

    /** The part of a fan-out that one commit makes. */
    public sealed interface Step {
        /** More subscriptions follow. */
        record Some(List<Asked> asked, long lane) implements Step {}

        /** These are the last ones. */
        record Last(List<Asked> asked) implements Step {}

        /** Returns the deliveries, in the order of their lanes. */
        List<Asked> asked();

        /** Returns the same step without its deliveries. */
        default Step skipping() {
            return switch (this) {
                case Some(_, long lane) -> new Some(List.of(), lane);
                case Last _ -> new Last(List.of());
            };
        }
    }

    /** Returns the value of a fan-out that has not begun. */
    static Template beginning() {
        return Template.of(position(FIRST));
    }

    /** Returns the oldest fan-out of each rule that has any that can be read. */
    public List<FanOut> oldestOfEach() {
        try {
            return soughtOldest();
        } catch (DamagedStateException e) {
            return oldestAmong(all());
        }
    }

    /** Returns the oldest fan-out of each rule without reading the others. */
    private List<FanOut> soughtOldest() {
        var found = new ArrayList<FanOut>();
        Key all = JournalKeys.allFanOuts();
        try (View view = state.view();
                Scan scan = view.scan(all)) {
            boolean more = scan.next();
            while (more) {
                found.add(read(scan));
                more = scan.seek(JournalKeys.sameRule(scan.key()).afterPrefix());
            }
        }
        return found;
    }

    private static List<FanOut> oldestAmong(List<FanOut> all) {
        var oldest = new ArrayList<FanOut>();
        for (FanOut next : all) {
            if (oldest.isEmpty() || !oldest.getLast().sameRule(next)) {
                oldest.add(next);
            }
        }
        return oldest;
    }

    /** Returns all fan-outs that can be read, by rule and in the order of their events. */
    public List<FanOut> all() {
        var found = new ArrayList<FanOut>();
        try (View view = state.view()) {
            Salvage.each(
                    view,
                    KeyRange.of(JournalKeys.allFanOuts()),
                    scan -> found.add(read(scan)),
                    _ -> {});
        }
        return found;
    }

    /** Returns whether some deliveries of an event are yet to be made. */
    public boolean unfinished(String bucket, String rule, long event) {
        return state.get(JournalKeys.fanOut(bucket, rule, event)).isPresent();
    }

    /**
     * Owes some deliveries of an event and moves the position behind them, in one commit.
     *
     * @return the new deliveries; empty if something else was changed meanwhile: read again
     */
    public Optional<List<Owed>> make(FanOut fanOut, ObjectEvent event, Step step) {
        var commit = new Commit();
        move(commit, fanOut, step);
        List<Hole.Next> numbers =
                step.asked().isEmpty()
                        ? List.of()
                        : reissue.owe(commit, event, step.asked(), Instant.EPOCH);
        return switch (state.commit(commit)) {
            case CommitResult.Committed done -> {
                List<Owed> made = owed(event, step.asked(), numbers, done);
                reissue.grew(made);
                yield Optional.of(made);
            }
            case CommitResult.Conflict _ -> Optional.empty();
        };
    }

    /** Ends a fan-out whose event cannot be read; the deliveries that were made stay. */
    public void abandon(FanOut fanOut) {
        Key key = key(fanOut);
        state.commit(new Commit().checkStamp(key, fanOut.stamp()).delete(key));
    }

    private static void move(Commit commit, FanOut fanOut, Step step) {
        Key key = key(fanOut);
        commit.checkStamp(key, fanOut.stamp());
        switch (step) {
            case Step.Some(_, long lane) -> commit.put(key, position(lane));
            case Step.Last _ -> commit.delete(key);
        }
    }

    private static List<Owed> owed(
            ObjectEvent event,
            List<Asked> asked,
            List<Hole.Next> numbers,
            CommitResult.Committed done) {
        var owed = new ArrayList<Owed>(asked.size());
        ObjectEvent alone = event.alone();
        for (int i = 0; i < asked.size(); i++) {
            owed.add(Journal.owed(asked.get(i), done.number(numbers.get(i)), alone));
        }
        return owed;
    }

    private static byte[] position(long lane) {
        return Template.builder().i64(lane).array();
    }

    private static FanOut read(Scan scan) {
        var in = new BytesReader(scan.key().bytes());
        in.u8();
        String bucket = in.sortedText();
        String rule = in.sortedText();
        long event = in.i64();
        long lane = new BytesReader(scan.value()).i64();
        return new FanOut(bucket, rule, event, lane, scan.stamp());
    }

    private static Key key(FanOut fanOut) {
        return JournalKeys.fanOut(fanOut.bucket(), fanOut.rule(), fanOut.event());
    }
}
