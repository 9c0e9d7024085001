package dev.carillon.tail;

import dev.carillon.event.Bucket;
import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Origin;
import dev.carillon.event.Version;
import dev.carillon.journal.Journal;
import dev.carillon.journal.LogPositions;
import dev.carillon.journal.Retention;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.State;
import dev.carillon.stats.Stats;
import dev.carillon.testkit.MemoryState;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A journal in memory and its tails. */
final class TailWorld implements AutoCloseable {
    static final Instant TIME = Instant.parse("2026-02-03T04:05:06.789Z");
    static final String BUCKET = "000000000000000a";
    static final String OTHER = "000000000000000b";
    static final long CREATED = 1L << EventType.CREATED_PUT.code();
    static final KeepAlive QUIET = new KeepAlive.Pings(Duration.ofHours(1));

    final State state = MemoryState.create();
    final Journal journal = new Journal(state);
    final LogPositions log = new LogPositions(state);
    final Tails tails = new Tails(log, journal, "default", new Stats());
    final AtomicReference<Optional<Ending>> objection = new AtomicReference<>(Optional.empty());

    /** Makes an event durable without notifying anybody; returns its stamp. */
    long commit(String bucket, String key, Instant time) {
        var change =
                new Change(
                        EventType.CREATED_PUT,
                        time,
                        new Bucket(bucket, "name-" + bucket, "root"),
                        new ObjectFacts(key, 1, "e", new Version.None(), Map.of(), List.of()),
                        new Origin("root", "127.0.0.1", "tx", "host"));
        var commit = new Commit();
        journal.record(commit, change, 0, List.of());
        return ((CommitResult.Committed) state.commit(commit)).stamp();
    }

    /** Makes an event of the usual bucket durable and notifies the tails. */
    long put(String key) {
        long stamp = commit(BUCKET, key, TIME);
        journal.recorded(100);
        return stamp;
    }

    static Selection all() {
        return new Selection(BUCKET, CREATED, "", "");
    }

    Tail open(Start start) throws CursorException {
        return open(all(), start);
    }

    Tail open(Selection selection, Start start) throws CursorException {
        return tails.open(new TailRequest(selection, Framing.LINES, start, QUIET, objection::get));
    }

    static Start after(long stamp) {
        return new Start.After(new Cursor(stamp, BUCKET));
    }

    /** Removes all events. */
    void cutAll() {
        new Retention(state, journal, Duration.ZERO, 0).trim(TIME.plus(Duration.ofDays(1)));
    }

    @Override
    public void close() {
        tails.close();
        state.close();
    }
}
