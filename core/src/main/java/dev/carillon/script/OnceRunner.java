package dev.carillon.script;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.delivery.RefusalReason.Scope;
import dev.carillon.script.OnceRecords.Run;
import dev.carillon.state.DiskUnavailableException;
import dev.carillon.state.NotCommittedException;
import dev.carillon.state.StateClosedException;
import dev.carillon.state.UnknownOutcomeException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs code so that an event whose run was interrupted is not run again: the start is durable
 * before the run, and its end after it. Thread-safe.
 *
 * <p>A run that is known to have failed may be repeated, and one that is known to have succeeded
 * counts as a success without another run.
 */
final class OnceRunner implements Runner {
    private static final Logger LOG = LoggerFactory.getLogger("carillon.script");
    private static final int TRIES = 30;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Runner runner;
    private final OnceRecords records;
    private final Duration pause;
    private final AtomicBoolean waiting = new AtomicBoolean();
    private volatile boolean stopped;

    private OnceRunner(Runner runner, OnceRecords records, Duration pause) {
        this.runner = runner;
        this.records = records;
        this.pause = pause;
    }

    /** Returns the runner with the records, or as it is if there are none. */
    static Runner over(Runner runner, Optional<OnceRecords> records) {
        return over(runner, records, PAUSE);
    }

    static Runner over(Runner runner, Optional<OnceRecords> records, Duration pause) {
        return records.<Runner>map(kept -> new OnceRunner(runner, kept, pause)).orElse(runner);
    }

    @Override
    public AttemptResult run(ScriptCall call, Duration limit) {
        Optional<Run> before;
        try {
            before = started(call);
        } catch (NotCommittedException
                | UnknownOutcomeException
                | DiskUnavailableException
                | StateClosedException e) {
            return Refused.stated(
                    "not run, because its start cannot be recorded: " + e.getMessage(),
                    Scope.ENDPOINT);
        }
        return before.isPresent() ? known(before.get()) : recorded(call, runner.run(call, limit));
    }

    @Override
    public void stopWaiting() {
        stopped = true;
    }

    /** Records the start; waits as long as the disk does not take it, since nothing has run. */
    private Optional<Run> started(ScriptCall call) {
        while (true) {
            try {
                Optional<Run> before = records.start(call.id());
                waiting.set(false);
                return before;
            } catch (NotCommittedException e) {
                if (stopped || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                if (!waiting.getAndSet(true)) {
                    LOG.error("runs wait until their start can be recorded: {}", e.getMessage());
                }
                LockSupport.parkNanos(pause.toNanos());
            }
        }
    }

    private static AttemptResult known(Run before) {
        return before == Run.SUCCEEDED
                ? new Accepted(OptionalInt.empty())
                : Refused.stated(
                        "interrupted: a run was started, and it is not known how it ended",
                        Scope.INTERRUPTED);
    }

    private AttemptResult recorded(ScriptCall call, AttemptResult result) {
        return result instanceof Unreachable || ended(call, result)
                ? result
                : new Unreachable("the end of the run cannot be recorded");
    }

    /** Records the end; waits for a while if the disk does not take it. */
    private boolean ended(ScriptCall call, AttemptResult result) {
        for (int tries = 1; tries <= TRIES; tries++) {
            try {
                records.end(call.id(), result.accepted());
                return true;
            } catch (NotCommittedException e) {
                LOG.error("the end of a run cannot be recorded yet: {}", e.getMessage());
                LockSupport.parkNanos(pause.toNanos());
            } catch (UnknownOutcomeException | DiskUnavailableException | StateClosedException e) {
                LOG.error("the end of a run cannot be recorded: {}", e.getMessage());
                return false;
            }
        }
        return false;
    }
}
