package dev.carillon.journal;

import static dev.carillon.journal.JournalWorld.TIME;

import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.ForwardingState;

import java.time.Duration;

/** Cuts the log, and runs code between its look at the log and its commit. */
final class CutInBetween extends ForwardingState {
    private final JournalWorld world;
    private final Runnable between;
    private boolean happened;

    CutInBetween(JournalWorld world, Runnable between) {
        super(world.state);
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
        return super.commit(commit);
    }
}
