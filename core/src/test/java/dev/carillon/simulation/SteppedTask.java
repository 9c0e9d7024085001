package dev.carillon.simulation;

import org.jspecify.annotations.Nullable;

import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Code that may wait in the middle while others go on, and yet never runs beside them: it has a
 * thread of its own, of which one piece runs while the thread that drives it waits.
 *
 * <p>It holds no lock while it waits: whoever asked for that lock would stop the world.
 */
final class SteppedTask {
    /** Unwinds an errand whose process died. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1;

        Killed() {
            super("the process died", null, false, false);
        }
    }

    private enum Turn {
        DRIVER,
        ERRAND
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
     * What an errand is for.
     *
     * @param committer whose commits it makes, if it makes any
     * @param inline whether what it wants run elsewhere runs within it
     */
    record Purpose(Optional<Committer> committer, boolean inline) {
        /** Makes no commits. */
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

    /** Begins it, or goes on with it; returns when it waits or has ended. Throws what it throws. */
    void goOn() {
        driver = Thread.currentThread();
        turn = Turn.ERRAND;
        if (thread == null) {
            thread = Thread.ofVirtual().unstarted(this::run);
            thread.start();
        } else {
            LockSupport.unpark(thread);
        }
        while (turn == Turn.ERRAND) {
            LockSupport.park(this);
        }
        rethrow();
    }

    /** Lets the driver go on, until it comes back. Called by the errand's own code. */
    void rest() {
        handBack();
        while (turn == Turn.DRIVER) {
            LockSupport.park(this);
        }
        if (killed) {
            throw new Killed();
        }
    }

    /** Ends it where it waits; what has not begun never does. */
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
            // Nothing more is to be done.
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
