package dev.carillon.app;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;

/** Ends what runs in order when the process is told to (SIGTERM, Ctrl-C), with exit code 0. */
final class Stop {
    private static final Logger LOG = LoggerFactory.getLogger(Stop.class);
    private static final Duration LONGEST = Duration.ofMillis(9_500);

    private Stop() {}

    /**
     * From now on.
     *
     * @param closing what to do; when it takes longer than 9.5 s it is left, as a crash would
     */
    static void atSignal(Runnable closing) {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("stop").unstarted(() -> stop(closing)));
    }

    private static void stop(Runnable closing) {
        LOG.info("stopping: no new requests, those in flight finish");
        Thread thread = Thread.ofPlatform().name("close").start(closing);
        try {
            if (!thread.join(LONGEST)) {
                LOG.warn("not everything ended in time: it goes on at the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // Java would answer a signal with 128 + its number; we did what was asked.
        Runtime.getRuntime().halt(Exit.OK);
    }
}
