package dev.carillon.listen;

import dev.carillon.signature.Percent;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A way in by a subscription of a tunnel's URL at an event broker; no rule is changed. The broker
 * is asked now and then whether the subscription is still there, and it is made again if not.
 */
public final class BrokerWay implements WayIn {
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(8);

    private final Tunnel tunnel;
    private final BrokerClient broker;
    private final Settings settings;
    private final ListenLog log;
    private final Consumer<ListenException> fatal;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("listen-broker").daemon().factory());
    private Optional<URI> url = Optional.empty();
    private Optional<String> id = Optional.empty();
    private long made;

    /**
     * The subscription to keep, and the time between two looks at it.
     *
     * @param local the local service, for messages
     */
    public record Settings(
            String bucket, String rule, RuleLabel label, Duration pollInterval, String local) {
        private String rulePath() {
            return "/@subscriptions/" + Percent.encode(bucket) + "/" + Percent.encode(rule);
        }

        private String shown() {
            return bucket + "/" + rule;
        }
    }

    /**
     * Creates a way in.
     *
     * @param fatal gets the reason if events cannot arrive any more
     */
    BrokerWay(
            Tunnel tunnel,
            BrokerClient broker,
            Settings settings,
            ListenLog log,
            Consumer<ListenException> fatal) {
        this.tunnel = tunnel;
        this.broker = broker;
        this.settings = settings;
        this.log = log;
        this.fatal = fatal;
    }

    @Override
    public void start() {
        log.info(
                "Creating subscription object for %s with %s polling interval"
                        .formatted(settings.shown(), seconds()));
        // A broker removes the subscription of a tunnel that is gone: its process is not noted.
        tunnel.start(new WayReports(settings.local(), log, fatal, _ -> {}, this::opened));
        long pause = settings.pollInterval().toMillis();
        var _ =
                thread.scheduleWithFixedDelay(
                        () -> guarded(this::poll), pause, pause, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        run(this::unsubscribe);
        thread.shutdownNow();
        tunnel.close();
        log.info("Stopped subscription for " + settings.shown());
    }

    private void opened(URI opened) {
        run(() -> aim(opened));
    }

    private void aim(URI opened) {
        unsubscribe();
        if (url.filter(last -> !last.equals(opened)).isPresent()) {
            made++;
        }
        url = Optional.of(opened);
        log.info("Subscribing for updates from " + broker.url());
        subscribe(opened);
    }

    /** Subscribes; a broker that cannot be reached is asked again at the next poll. */
    private void subscribe(URI opened) {
        try {
            String key = settings.label().text() + "-" + made;
            String got = broker.subscribe(settings.rulePath(), opened, key);
            made++;
            id = Optional.of(got);
            log.info("Subscribed to %s/%s".formatted(settings.shown(), got));
        } catch (IOException e) {
            log.error(
                    "Cannot subscribe: %s. Will try again in %s seconds"
                            .formatted(e.getMessage(), seconds()));
        }
    }

    private void poll() {
        if (url.isEmpty()) {
            return;
        }
        if (id.isEmpty()) {
            subscribe(url.get());
            return;
        }
        try {
            if (broker.has(settings.rulePath() + "/" + id.get())) {
                return;
            }
        } catch (IOException e) {
            log.warning(
                    "The broker cannot be reached (%s). Will try again in %s seconds"
                            .formatted(e.getMessage(), seconds()));
            return;
        }
        if (broker.reaches(url.get())) {
            log.info("Subscription is no longer active, but client is awake. Resubscribing.");
            subscribe(url.get());
        } else {
            log.warning(
                    "Subscription is no longer active, and client is not responding. Will try again"
                            + " in %s seconds".formatted(seconds()));
        }
    }

    private void unsubscribe() {
        if (id.isEmpty()) {
            return;
        }
        log.info("Unsubscribing from updates from " + broker.url());
        try {
            broker.remove(settings.rulePath() + "/" + id.get());
            log.info("Unsubscribed from %s/%s".formatted(settings.shown(), id.get()));
        } catch (IOException e) {
            log.warning(
                    "Cannot unsubscribe (%s): the broker removes the subscription when its URL does"
                                    .formatted(e.getMessage())
                            + " not answer");
        }
        id = Optional.empty();
    }

    /** Runs a step on the thread of the subscription, and returns when it is done. */
    private void run(Runnable step) {
        try {
            Future<?> done = thread.submit(() -> guarded(step));
            done.get(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException _) {
            // Closed before.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            log.warning("The broker does not answer: " + e);
        }
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            log.warning("The subscription could not be looked after: " + e);
        }
    }

    private String seconds() {
        double seconds = settings.pollInterval().toMillis() / 1_000.0;
        return seconds == Math.rint(seconds)
                ? Long.toString((long) seconds)
                : Double.toString(seconds);
    }
}
