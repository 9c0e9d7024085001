package dev.carillon.simulation;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Code that may wait while other code runs, but never runs in parallel with it: it has a thread of
 * its own, which runs only while the driving thread waits.
 *
 * <p>It must hold no lock while it waits: a thread that requests that lock would block the
 * simulation.
 */
final class SteppedTask {
    /** Unwinds a task whose process has died. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;

        Killed() {
            super("the process died", null, false, false);
        }
    }

    private enum Turn {
        DRIVER,
        TASK
    }

    private final Runnable code;
    private final Purpose purpose;
    private volatile Turn turn = Turn.DRIVER;
    private volatile boolean killed;
    private volatile boolean ended;
    private @Nullable Thread thread;
    private volatile @Nullable Thread driver;
    private volatile @Nullable Throwable failure;

    /**
     * The purpose of a task.
     *
     * @param committer the maker of its commits, if it makes any
     * @param inline whether tasks that it starts run inside it
     */
    record Purpose(Optional<Committer> committer, boolean inline) {
        /** Returns the purpose of an attempt, which makes no commits. */
        static Purpose attempt() {
            return new Purpose(Optional.empty(), false);
        }
    }

    SteppedTask(Purpose purpose, Runnable code) {
        this.purpose = purpose;
        this.code = code;
    }

    Purpose purpose() {
        return purpose;
    }

    boolean ended() {
        return ended;
    }

    /** Starts or resumes the task; returns when it waits or has ended. Rethrows what it throws. */
    void goOn() {
        driver = Thread.currentThread();
        turn = Turn.TASK;
        if (thread == null) {
            thread = Thread.ofVirtual().unstarted(this::run);
            thread.start();
        } else {
            LockSupport.unpark(thread);
        }
        while (turn == Turn.TASK) {
            LockSupport.park(this);
        }
        rethrow();
    }

    /**
     * Returns control to the driver until the driver resumes the task. Called by the task's own
     * code.
     */
    void rest() {
        handBack();
        while (turn == Turn.DRIVER) {
            LockSupport.park(this);
        }
        if (killed) {
            throw new Killed();
        }
    }

    /** Ends the task where it waits; a task that was not started never runs. */
    void kill() {
        killed = true;
        if (thread != null && !ended) {
            goOn();
        }
    }

    private void run() {
        try {
            code.run();
        } catch (Killed _) {
            // The task has ended.
        } catch (Throwable e) {
            failure = e;
        } finally {
            ended = true;
            handBack();
        }
    }

    private void handBack() {
        turn = Turn.DRIVER;
        LockSupport.unpark(driver);
    }

    private void rethrow() {
        Throwable thrown = failure;
        failure = null;
        switch (thrown) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(thrown);
        }
    }
}
