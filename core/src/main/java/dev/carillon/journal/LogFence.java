package dev.carillon.journal;

import dev.carillon.state.BytesReader;
import dev.carillon.state.Commit;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.Template;

import java.util.Optional;

/**
 * Separates the commits that cut the event log from those that owe its events again: each writes
 * the fence in the commit that checks it, so of two that overlap one is refused and reads again.
 *
 * @param floor events with smaller stamps may be gone
 */
record LogFence(long floor, Optional<Stamped> kept) {
    /** Reads the fence as it is now. */
    static LogFence read(State state) {
        Optional<Stamped> kept = state.get(JournalKeys.floor());
        return new LogFence(floor(kept), kept);
    }

    /** Returns the floor in the stored value. */
    static long floor(Optional<Stamped> kept) {
        return kept.map(stamped -> new BytesReader(stamped.value()).i64()).orElse(0L);
    }

    /** Makes the commit succeed only if no other commit passed the fence meanwhile. */
    void pass(Commit commit) {
        pass(commit, floor);
    }

    /** Passes the fence and sets the floor, which never falls. */
    void pass(Commit commit, long newFloor) {
        kept.ifPresentOrElse(
                stamped -> commit.checkStamp(JournalKeys.floor(), stamped.stamp()),
                () -> commit.checkAbsent(JournalKeys.floor()));
        commit.put(JournalKeys.floor(), bytes(Math.max(floor, newFloor)));
    }

    /** Returns the fence after a commit that passed it and set the floor. */
    LogFence passed(long newFloor, long stamp) {
        long risen = Math.max(floor, newFloor);
        return new LogFence(risen, Optional.of(new Stamped(bytes(risen), stamp)));
    }

    private static byte[] bytes(long floor) {
        return Template.builder().i64(floor).array();
    }
}
