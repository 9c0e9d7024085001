package dev.carillon.app;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/**
 * Closes everything in order when the process gets a signal to end (SIGTERM, Ctrl-C), and exits
 * with code 0.
 */
final class Stop {
    private static final Logger LOG = LoggerFactory.getLogger(Stop.class);

    /** The longest time that closing usually takes. */
    private static final Duration LONGEST = Duration.ofMillis(9_500);

    private Stop() {}

    /**
     * Installs the action.
     *
     * @param closing the action; if it takes longer than 9.5 s the process ends without it, as
     *     after a crash
     */
    static void atSignal(Runnable closing) {
        atSignal(closing, LONGEST);
    }

    /**
     * Installs the action.
     *
     * @param longest after this the process ends without it
     */
    static void atSignal(Runnable closing, Duration longest) {
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform().name("stop").unstarted(() -> stop(closing, longest)));
    }

    private static void stop(Runnable closing, Duration longest) {
        LOG.info("stopping: no new requests, those in flight finish");
        Thread thread = Thread.ofPlatform().name("close").start(closing);
        try {
            if (!thread.join(longest)) {
                LOG.warn("some deliveries did not end in time: they continue at the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // Java would exit after a signal with 128 + its number; but the process did what was
        // requested.
        Runtime.getRuntime().halt(Exit.OK);
    }
}
