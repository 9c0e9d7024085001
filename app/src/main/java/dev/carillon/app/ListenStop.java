package dev.carillon.app;

import dev.carillon.listen.ListenException;
import dev.carillon.listen.ListenLog;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Closes a listener when the process gets a signal to end (Ctrl-C, SIGTERM, SIGHUP), and exits with
 * code 0, or 1 if something could not be undone.
 */
final class ListenStop {
    private static final Duration LONGEST = Duration.ofMillis(9_500);

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final Runnable closing;
    private final ListenLog log;

    private ListenStop(Runnable closing, ListenLog log) {
        this.closing = closing;
        this.log = log;
    }

    /** Installs the action; {@link #over} ends it. */
    static ListenStop atSignal(Runnable closing, ListenLog log) {
        var stop = new ListenStop(closing, log);
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(stop::stop));
        return stop;
    }

    /**
     * Says that the process ends by itself, with its own exit code.
     *
     * @return false if a signal came before, so that the listener is being closed
     */
    boolean over() {
        return over.compareAndSet(false, true);
    }

    /** Returns whether a signal came, so that the listener is being closed. */
    boolean signalled() {
        return stopping.get();
    }

    private void stop() {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        stopping.set(true);
        var failed = new AtomicBoolean();
        Thread thread = Thread.ofPlatform().name("close").start(() -> failed.set(!closed()));
        try {
            if (!thread.join(LONGEST)) {
                log.critical(
                        "The end took too long: run \"cleanup\" for this bucket, which undoes what"
                                + " is left");
                failed.set(true);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(failed.get() ? Exit.FAILED : Exit.OK);
    }

    private boolean closed() {
        try {
            closing.run();
            return true;
        } catch (ListenException e) {
            log.critical(String.valueOf(e.getMessage()));
            return false;
        }
    }
}
