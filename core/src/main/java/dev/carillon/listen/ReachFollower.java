package dev.carillon.listen;

import dev.carillon.listen.ReachCheck.Reach;
import dev.carillon.listen.TunnelReport.Closed;
import dev.carillon.listen.TunnelReport.Connected;
import dev.carillon.listen.TunnelReport.Ended;
import dev.carillon.listen.TunnelReport.Failed;
import dev.carillon.listen.TunnelReport.Opened;
import dev.carillon.listen.TunnelReport.Output;
import dev.carillon.listen.TunnelReport.Started;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Takes the reports of a tunnel in order and passes them on, but holds a URL back until a probe of
 * it arrived here. Used by one thread.
 */
final class ReachFollower {
    private static final int SLOWER = 10;

    private final BlockingQueue<TunnelReport> queue;
    private final InterruptibleProbe probe;
    private final CheckedTunnel.Policy policy;
    private final Tunnel.Reports to;

    /** The URLs that were not proven yet, with the last result. */
    private final Map<URI, Reach> candidates = new LinkedHashMap<>();

    private Optional<ProcessHandle> process = Optional.empty();
    private Optional<URI> opened = Optional.empty();
    private Optional<String> connection = Optional.empty();

    /** Whether the opened URL is one of the process that runs now. */
    private boolean current;

    private boolean complained;
    private long since;
    private long nextProbe;

    ReachFollower(
            BlockingQueue<TunnelReport> queue,
            InterruptibleProbe probe,
            CheckedTunnel.Policy policy,
            Tunnel.Reports to) {
        this.queue = queue;
        this.probe = probe;
        this.policy = policy;
        this.to = to;
    }

    /** Passes reports on until the tunnel is closed. */
    void follow() {
        try {
            boolean more = true;
            while (more) {
                more = next().map(this::take).orElse(true);
                if (more && !candidates.isEmpty() && untilProbe() <= 0) {
                    probe();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the next report; empty if a probe is due before. */
    private Optional<TunnelReport> next() throws InterruptedException {
        return candidates.isEmpty()
                ? Optional.of(queue.take())
                : Optional.ofNullable(queue.poll(untilProbe(), TimeUnit.NANOSECONDS));
    }

    /** Takes a report, and returns whether more follow. */
    private boolean take(TunnelReport report) {
        switch (report) {
            case Started(ProcessHandle started) -> restarted(started);
            case Opened(URI url) -> add(url);
            case Connected(String line) -> connected(line);
            case Failed(String line) -> to.failed(line);
            case Ended(String line) -> to.ended(line);
            case Output(String line) -> to.output(line);
            case Closed _ -> {
                return false;
            }
        }
        return true;
    }

    private void restarted(ProcessHandle started) {
        process = Optional.of(started);
        candidates.clear();
        connection = Optional.empty();
        current = false;
        complained = false;
        to.started(started);
    }

    private void add(URI url) {
        if (candidates.isEmpty()) {
            since = System.nanoTime();
            nextProbe = connection.isPresent() ? since : since + policy.unconnected().toNanos();
        }
        candidates.put(url, new Reach.Nowhere("is not ready"));
    }

    private void connected(String line) {
        connection = Optional.of(line);
        nextProbe = System.nanoTime();
        if (current && candidates.isEmpty()) {
            to.connected(line);
        }
    }

    private void probe() {
        if (process.isPresent() && !process.get().isAlive()) {
            candidates.clear();
        } else if (current && here(opened.orElseThrow())) {
            // A program printed one more URL, and the first one is still good.
            candidates.clear();
        } else {
            candidates.keySet().stream()
                    .filter(this::here)
                    .findFirst()
                    .ifPresentOrElse(this::open, this::unreached);
        }
    }

    /** Returns whether a URL leads here, and remembers why not. */
    private boolean here(URI url) {
        Reach reach = probe.of(url).orElse(new Reach.Nowhere("was not asked to the end"));
        candidates.replace(url, reach);
        return reach instanceof Reach.Here;
    }

    private void open(URI url) {
        candidates.clear();
        complained = false;
        current = true;
        if (!opened.equals(Optional.of(url))) {
            opened = Optional.of(url);
            to.opened(url);
        }
        to.connected(connection.orElse("Public URL leads here"));
    }

    private void unreached() {
        var waited = Duration.ofNanos(System.nanoTime() - since);
        boolean overdue = waited.compareTo(policy.limit()) > 0;
        nextProbe = System.nanoTime() + policy.between().toNanos() * (overdue ? SLOWER : 1);
        if (overdue && usable()) {
            URI url = candidates.keySet().iterator().next();
            to.failed(
                    "%s; it is used nevertheless, because the sender may reach it: check that events arrive"
                            .formatted(results()));
            open(url);
        } else if (!complained && waited.compareTo(policy.complain()) > 0) {
            complained = true;
            to.failed(
                    "No public URL leads to this listener yet: %s; check that the tunnel or proxy passes POST requests on to this listener's port"
                            .formatted(results()));
        }
    }

    /** Returns whether the sender may be able to reach what this machine cannot. */
    private boolean usable() {
        return policy.unproven() == CheckedTunnel.Unproven.OPENED
                && candidates.values().stream().allMatch(Reach.Nowhere.class::isInstance);
    }

    private String results() {
        return candidates.entrySet().stream()
                .map(candidate -> candidate.getKey() + " " + words(candidate.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static String words(Reach reach) {
        return switch (reach) {
            case Reach.Here _ -> "leads here";
            case Reach.Elsewhere(String answer) -> "is answered by something else, with " + answer;
            case Reach.Nowhere(String reason) -> reason;
        };
    }

    private long untilProbe() {
        return nextProbe - System.nanoTime();
    }
}
