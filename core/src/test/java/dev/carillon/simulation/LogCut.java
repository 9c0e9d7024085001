package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import dev.carillon.journal.Journal;
import dev.carillon.state.BytesReader;
import dev.carillon.state.Key;
import dev.carillon.state.NotCommittedException;
import dev.carillon.state.Scan;
import dev.carillon.state.State;
import dev.carillon.state.UnknownOutcomeException;
import dev.carillon.state.View;

import java.time.Instant;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Trims the event log to its limits, while everything else continues. */
final class LogCut implements Committer {
    private static final Key EVENTS = Key.of(new byte[] {'e'});

    private final Server server;
    private final State state;
    private final Witness witness;
    private final Instant now;
    private NavigableMap<Long, Long> before = new TreeMap<>();

    LogCut(Server server, State state, Witness witness, Instant now) {
        this.server = server;
        this.state = state;
        this.witness = witness;
        this.now = now;
    }

    /** Trims the log. */
    void run() {
        witness.measures(sizes());
        try {
            server.engine().retention().trim(now);
        } catch (UnknownOutcomeException _) {
            // A restart shows which part of it happened.
        } catch (NotCommittedException _) {
            witness.saw(Coverage.REFUSED_CUT);
        }
    }

    @Override
    public void writes() {
        before = sizes();
    }

    /** Returns the size of each event in bytes, by its stamp. */
    private NavigableMap<Long, Long> sizes() {
        var sizes = new TreeMap<Long, Long>();
        try (View view = state.view();
                Scan scan = view.scan(EVENTS)) {
            while (scan.next()) {
                var key = new BytesReader(scan.key().bytes());
                key.u8();
                sizes.put(key.i64(), (long) scan.key().bytes().length + scan.value().length);
            }
        }
        return sizes;
    }

    /**
     * Checks that the removed events were too old or exceeded the size. The audit checks that owed
     * events are still there.
     */
    @Override
    public void committed(long stamp, Journal journal) {
        NavigableMap<Long, Long> after = sizes();
        Instant oldest = now.minus(server.means().logAge());
        long bytes = before.values().stream().mapToLong(number -> number).sum();
        for (long cut : before.keySet()) {
            if (after.containsKey(cut)) {
                continue;
            }
            long left = bytes;
            demand(
                    left + witness.countedTwice() > server.means().logBytes()
                            || happened(cut).isBefore(oldest),
                    () -> "event %d is cut, of %d bytes".formatted(cut, left));
            bytes -= before.get(cut);
            witness.saw(Coverage.LOG_CUT);
            if (after.lowerKey(cut) != null) {
                witness.saw(Coverage.CUT_AROUND);
            }
        }
        witness.audit(state);
    }

    private Instant happened(long stamp) {
        return Optional.ofNullable(witness.changes().get(stamp)).orElseThrow().change().time();
    }
}
