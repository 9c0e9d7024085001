package dev.carillon.listen;

import java.net.URI;
import java.util.Optional;

/**
 * Probes that another thread can end. The lock guards only the two flags, so that an interrupt hits
 * a probe and never what the probing thread does afterwards.
 */
final class InterruptibleProbe {
    private final ReachCheck check;
    private boolean stopped;
    private boolean running;

    InterruptibleProbe(ReachCheck check) {
        this.check = check;
    }

    /** Probes a URL; empty if it was stopped. */
    Optional<ReachCheck.Reach> of(URI url) {
        if (!begin()) {
            return Optional.empty();
        }
        try {
            return Optional.of(check.probe(url));
        } catch (InterruptedException _) {
            return Optional.empty();
        } finally {
            finish();
        }
    }

    /** Ends the probe that the thread is making, if it is, and allows no more. */
    synchronized void stop(Thread prober) {
        stopped = true;
        if (running) {
            prober.interrupt();
        }
    }

    private synchronized boolean begin() {
        running = !stopped;
        return running;
    }

    private synchronized void finish() {
        running = false;
        boolean _ = Thread.interrupted();
    }
}
