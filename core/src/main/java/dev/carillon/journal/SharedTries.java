package dev.carillon.journal;

import dev.carillon.delivery.Delivery;
import dev.carillon.state.BytesReader;
import dev.carillon.state.Template;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * The failed probes of a lane that count as attempts of every delivery owed when they failed,
 * stored without a write for each delivery: one count for each run of numbers.
 *
 * <p>Each run has the pauses of a delivery: a probe counts for it only if its own next attempt
 * would have been due, so pauses that a topic names are kept. If runs are merged because there are
 * too many, the smaller count is used: deliveries may get more attempts than they are allowed,
 * never fewer.
 *
 * @param runs in number order, at most {@value #MOST_RUNS}
 */
public record SharedTries(List<Run> runs) {
    static final int MOST_RUNS = 64;

    private static final SharedTries NONE = new SharedTries(List.of());

    /**
     * A run of neighbouring deliveries: those after the run before this one, up to a number.
     *
     * @param upTo the last number of the run
     * @param count the number of failed probes that counted as attempts of each of them
     * @param due a probe that fails earlier does not count for them
     * @param pause the time until {@code due} when a probe counted last
     */
    public record Run(long upTo, int count, Instant due, Duration pause) {
        private Run from(Instant now) {
            Instant latest = now.plus(pause);
            return due.isAfter(latest) ? new Run(upTo, count, latest, pause) : this;
        }
    }

    public SharedTries {
        runs = List.copyOf(runs);
    }

    /** Returns the value without any counted probe. */
    public static SharedTries none() {
        return NONE;
    }

    /** Returns whether no probe counted for any delivery still owed. */
    public boolean isEmpty() {
        return runs.isEmpty();
    }

    /** Returns the number of probes that counted for a delivery's number, its own included. */
    public int of(long number) {
        for (Run run : runs) {
            if (number <= run.upTo()) {
                return run.count();
            }
        }
        return 0;
    }

    /** Returns the number of probes of other deliveries that counted as attempts of this one. */
    public int of(Delivery delivery) {
        return Math.max(0, of(delivery.number()) - delivery.progress().probes());
    }

    /** Returns whether no probe counts for deliveries from a number on. */
    public boolean before(long number) {
        return runs.isEmpty() || runs.getLast().upTo() < number;
    }

    /**
     * Counts one more failed probe.
     *
     * @param first the smallest number still owed; counts before it are forgotten
     * @param last the largest number owed so far
     * @param pause gives the pause of a delivery after a number of attempts
     */
    public SharedTries counted(long first, long last, Instant now, IntFunction<Duration> pause) {
        var next = new ArrayList<Run>();
        for (Run run : runs) {
            if (run.upTo() >= first) {
                next.add(
                        now.isBefore(run.due()) ? run : tried(run.upTo(), run.count(), now, pause));
            }
        }
        if (next.isEmpty() || next.getLast().upTo() < last) {
            next.add(tried(last, 0, now, pause));
        }
        while (next.size() > MOST_RUNS) {
            mergeCheapest(next);
        }
        return new SharedTries(next);
    }

    /**
     * Returns the value as read now, by a clock that may have been set back since: no pause becomes
     * longer.
     */
    public SharedTries from(Instant now) {
        return new SharedTries(runs.stream().map(run -> run.from(now)).toList());
    }

    private static Run tried(long upTo, int count, Instant now, IntFunction<Duration> pause) {
        Duration wait = pause.apply(count + 1);
        return new Run(upTo, count + 1, now.plus(wait), wait);
    }

    /**
     * Merges two runs: the two whose loss is the smallest part of the count behind them, as in an
     * exponential histogram. The first run is never merged, because its count would stop rising.
     */
    private static void mergeCheapest(List<Run> runs) {
        int cheapest = 1;
        double least = Double.MAX_VALUE;
        for (int i = 1; i < runs.size() - 1; i++) {
            int behind = runs.get(i + 1).count();
            double loss = (double) (runs.get(i - 1).count() - behind) / Math.max(1, behind);
            if (loss < least) {
                least = loss;
                cheapest = i;
            }
        }
        Run one = runs.get(cheapest);
        Run other = runs.remove(cheapest + 1);
        Run later = one.due().isAfter(other.due()) ? one : other;
        int count = Math.min(one.count(), other.count());
        runs.set(cheapest, new Run(other.upTo(), count, later.due(), later.pause()));
    }

    static SharedTries read(BytesReader in) {
        return new SharedTries(
                in.list(from -> new Run(from.i64(), from.i32(), from.millis(), from.duration())));
    }

    Template.Builder write(Template.Builder out) {
        return out.list(
                runs,
                (to, run) ->
                        to.i64(run.upTo()).i32(run.count()).millis(run.due()).millis(run.pause()));
    }
}
