package dev.carillon.listen;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A way in by a rule whose URL is that of a tunnel. One thread changes the rule: it is aimed at
 * each new URL, looked at again after a while, and given back at the end.
 */
final class RuleWay implements WayIn {
    /** The times after a change at which another writer at Backblaze may have lost it. */
    private static final List<Duration> LOOKS =
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(10));

    private final Tunnel tunnel;
    private final RuleLease lease;
    private final String local;
    private final ListenLog log;
    private final Consumer<ListenException> fatal;
    private final ScheduledExecutorService ruleThread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("listen-rule").daemon().factory());

    private volatile boolean closing;

    /**
     * Creates a way in.
     *
     * @param local the local service, for messages
     * @param fatal gets the reason if events cannot arrive any more
     */
    RuleWay(
            Tunnel tunnel,
            RuleLease lease,
            String local,
            ListenLog log,
            Consumer<ListenException> fatal) {
        this.tunnel = tunnel;
        this.lease = lease;
        this.local = local;
        this.log = log;
        this.fatal = fatal;
    }

    @Override
    public void start() {
        if (!ruleThread.isShutdown()) {
            tunnel.start(new WayReports(local, log, fatal, this::started, this::opened));
        }
    }

    /** Gives the rule back first: until then events of it still arrive through the tunnel. */
    @Override
    public void close() {
        closing = true;
        tunnel.stopRestarts();
        try {
            await(ruleThread.submit(lease::release));
        } catch (RejectedExecutionException _) {
            // Closed before.
        } finally {
            // Whoever waits for a task that never runs would wait for ever.
            ruleThread.shutdownNow().forEach(RuleWay::cancel);
            tunnel.close();
        }
    }

    private static void cancel(Runnable task) {
        if (task instanceof Future<?> waiting) {
            waiting.cancel(false);
        }
    }

    private void started(ProcessHandle process) {
        change(() -> lease.note(process));
    }

    private void opened(URI url) {
        change(() -> {
            if (!lease.aim(url)) {
                LOOKS.forEach(this::lookAfter);
            }
        });
    }

    private void lookAfter(Duration time) {
        var _ =
                ruleThread.schedule(
                        () -> guarded(lease::verify), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Runs a change on the thread of the rule, unless it is being closed; waits for its end. */
    private void change(Runnable change) {
        try {
            await(ruleThread.submit(() -> unlessClosing(change)));
        } catch (RejectedExecutionException | CancellationException _) {
            // It is being closed.
        } catch (ListenException e) {
            fatal.accept(e);
        }
    }

    private void unlessClosing(Runnable change) {
        if (!closing) {
            change.run();
        }
    }

    private void guarded(Runnable look) {
        try {
            unlessClosing(look);
        } catch (RuntimeException e) {
            log.warning("The rule could not be looked at again: " + e.getMessage());
        }
    }

    private static void await(Future<?> done) {
        try {
            done.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ListenException("interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ListenException known
                    ? known
                    : new ListenException(
                            Optional.ofNullable(e.getCause())
                                    .map(Throwable::getMessage)
                                    .orElse("the rule could not be changed"),
                            e);
        }
    }
}
