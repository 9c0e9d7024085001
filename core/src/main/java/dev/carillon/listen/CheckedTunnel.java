package dev.carillon.listen;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A tunnel whose URL is reported only after a probe went out to it and arrived here, so that no
 * rule is set to a URL that leads elsewhere.
 *
 * <p>A thread of its own makes all reports, so the tunnel inside never waits for the change of a
 * rule.
 */
final class CheckedTunnel implements Tunnel {
    private static final int MAX_WAITING = 10_000;

    private final Tunnel inner;
    private final InterruptibleProbe probe;
    private final Policy policy;
    private final BlockingQueue<TunnelReport> queue = new LinkedBlockingQueue<>();
    private Optional<Thread> thread = Optional.empty();

    /** The treatment of a URL that cannot be reached from here for long. */
    enum Unproven {
        /** The URL is reported with a warning: the sender may reach it although we cannot. */
        OPENED,
        /** The URL is not reported: a program printed it, for whatever reason. */
        LEFT
    }

    /**
     * When URLs are probed, and what follows.
     *
     * @param between the time between two probes of a URL
     * @param unconnected how long the first probe waits for a connection: a name server may
     *     remember for long that it does not know a name that was asked for too early
     * @param complain after how long a URL that does not lead here is complained about
     * @param limit after how long it is not waited for any more
     */
    record Policy(
            Unproven unproven,
            Duration between,
            Duration unconnected,
            Duration complain,
            Duration limit) {
        static Policy of(Unproven unproven) {
            return new Policy(
                    unproven,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(60));
        }
    }

    CheckedTunnel(Tunnel inner, ReachCheck check, Policy policy) {
        this.inner = inner;
        this.policy = policy;
        probe = new InterruptibleProbe(check);
    }

    @Override
    public void start(Reports reports) {
        var follower = new ReachFollower(queue, probe, policy, reports);
        thread = Optional.of(Thread.ofVirtual().name("tunnel-check").start(follower::follow));
        inner.start(TunnelReport.to(this::add));
    }

    @Override
    public void stopRestarts() {
        inner.stopRestarts();
    }

    @Override
    public void close() {
        thread.ifPresent(probe::stop);
        inner.close();
        queue.add(new TunnelReport.Closed());
        try {
            if (thread.isPresent() && thread.get() != Thread.currentThread()) {
                thread.get().join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Adds a report; lines for debugging are dropped if too many reports wait. */
    private void add(TunnelReport report) {
        if (!(report instanceof TunnelReport.Output) || queue.size() < MAX_WAITING) {
            queue.add(report);
        }
    }
}
