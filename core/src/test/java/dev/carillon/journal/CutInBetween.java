package dev.carillon.journal;

import static dev.carillon.journal.JournalWorld.TIME;

import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.Key;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.View;

import java.time.Duration;
import java.util.Optional;

/** Cuts the log, and lets something happen between its look at the log and its commit. */
final class CutInBetween implements State {
    private final JournalWorld world;
    private final Runnable between;
    private boolean happened;

    CutInBetween(JournalWorld world, Runnable between) {
        this.world = world;
        this.between = between;
    }

    long trim() {
        return new Retention(this, world.journal, Duration.ZERO, 0).trim(TIME.plusSeconds(9));
    }

    @Override
    public CommitResult commit(Commit commit) {
        if (!happened) {
            happened = true;
            between.run();
        }
        return world.state.commit(commit);
    }

    @Override
    public Optional<Stamped> get(Key key) {
        return world.state.get(key);
    }

    @Override
    public View view() {
        return world.state.view();
    }

    @Override
    public void close() {}
}
