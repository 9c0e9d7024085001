package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import dev.carillon.state.AcceptedLoss;
import dev.carillon.state.CannotOpenStateException;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult.Committed;
import dev.carillon.state.Key;
import dev.carillon.testkit.MemoryState;
import dev.carillon.testkit.StateFaults;

import java.util.SplittableRandom;

/**
 * A disk that sometimes loses the end of the log while the server is down. Then the start is
 * refused, and the end is restored; or, once, the loss is accepted.
 */
final class LossyDisk {
    private static final int MOST_GROUPS = 12;

    private final SplittableRandom random;
    private final Witness witness;

    LossyDisk(long seed, Witness witness) {
        // A generator of its own, so that the rest of a scenario does not depend on it.
        this.random = new SplittableRandom(31 * seed + 7);
        this.witness = witness;
    }

    /**
     * Loses the end of a closed disk, from time to time, and checks that the start notices it.
     *
     * @param acknowledged the last stamp that a caller has received
     */
    void lose(MemoryState closed, long acknowledged) {
        if (random.nextInt(4) == 0) {
            var lossy = closed.copy();
            long left = lossy.loseEnd(1 + random.nextInt(MOST_GROUPS));
            if (left < acknowledged) {
                refused(lossy, AcceptedLoss.none());
                refused(lossy, AcceptedLoss.after(left + 1));
                witness.saw(Coverage.LOST_END);
            }
        }
    }

    /**
     * Loses the end of a closed disk permanently, and checks that the rest is an earlier state and
     * that no stamp is used twice.
     *
     * @param acknowledged the last stamp that a caller has received
     */
    void accept(MemoryState closed, long acknowledged, Key probe) {
        long left = closed.loseEnd(1 + random.nextInt(MOST_GROUPS));
        if (left >= acknowledged) {
            return;
        }
        refused(closed, AcceptedLoss.none());
        MemoryState opened = closed.reopen(StateFaults.none(), AcceptedLoss.after(left));
        witness.audit(opened);
        var probed = (Committed) opened.commit(new Commit().put(probe, new byte[1]));
        demand(
                probed.stamp() > acknowledged,
                () -> "stamp %d after %d".formatted(probed.stamp(), acknowledged));
        opened.crash();
        var again =
                (Committed)
                        opened.reopen(StateFaults.none())
                                .commit(new Commit().put(probe, new byte[1]));
        demand(again.stamp() > probed.stamp(), () -> "stamps go back after a loss");
        witness.saw(Coverage.LOSS_ACCEPTED);
    }

    private static void refused(MemoryState lossy, AcceptedLoss accepted) {
        try {
            lossy.reopen(StateFaults.none(), accepted);
            throw new AssertionError("a lost end was not noticed");
        } catch (CannotOpenStateException e) {
            demand(
                    String.valueOf(e.getMessage()).contains("was acknowledged"),
                    () -> "refused for another reason: " + e);
        }
    }
}
