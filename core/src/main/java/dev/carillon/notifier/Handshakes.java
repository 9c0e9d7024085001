package dev.carillon.notifier;

import dev.carillon.endpoint.Diagnosis;
import dev.carillon.format.AnswerCheck;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Asks endpoints to confirm their subscription before their rules are stored: one test message for
 * each, whose answer the dialect checks. Nothing is queued, counted or stored. Thread-safe.
 *
 * <p>A handshake takes at most 10 s, and all of one call at most 20 s. The server makes at most
 * {@value #MOST_AT_ONCE} at the same time, {@value #MOST_OF_ONE} of them for one call; others wait.
 */
public final class Handshakes {
    static final int MOST_AT_ONCE = 32;

    /** The most handshakes of one call at a time: endpoints that hang leave places to others. */
    static final int MOST_OF_ONE = 8;

    private final TopicTest test;
    private final Limits limits;
    private final Semaphore places;

    /** The time limits, and the highest number of handshakes at the same time. */
    record Limits(Duration ofOne, Duration ofAll, int atOnce) {
        static Limits usual() {
            return new Limits(Duration.ofSeconds(10), Duration.ofSeconds(20), MOST_AT_ONCE);
        }
    }

    /** Creates handshakes that send the test messages of {@code test}. */
    public Handshakes(TopicTest test) {
        this(test, Limits.usual());
    }

    Handshakes(TopicTest test, Limits limits) {
        this.test = test;
        this.limits = limits;
        this.places = new Semaphore(limits.atOnce());
    }

    /**
     * A subscription that was not confirmed.
     *
     * @param topic the configuration of the endpoint
     * @param reason what happened and what was expected, without secrets
     */
    public record Unconfirmed(Topic topic, String reason) {}

    /**
     * Makes the handshakes with the endpoints of these configurations, in parallel, and waits for
     * them.
     *
     * @param topics each has a target
     * @return the first in the list that did not confirm; empty if all did
     */
    public Optional<Unconfirmed> confirm(List<Topic> topics) {
        long end = System.nanoTime() + limits.ofAll().toNanos();
        var own = new Semaphore(MOST_OF_ONE);
        List<Callable<Optional<Unconfirmed>>> work =
                topics.stream()
                        .<Callable<Optional<Unconfirmed>>>map(
                                topic -> () -> confirm(topic, own, end))
                        .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(work).stream()
                    .flatMap(future -> result(future).stream())
                    .findFirst();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the handshakes were interrupted", e);
        }
    }

    private Optional<Unconfirmed> confirm(Topic topic, Semaphore own, long end)
            throws InterruptedException {
        if (!own.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            return unconfirmed(
                    topic,
                    "the handshakes before it took too long: register fewer webhooks at once");
        }
        try {
            return confirm(topic, end);
        } finally {
            own.release();
        }
    }

    private Optional<Unconfirmed> confirm(Topic topic, long end) throws InterruptedException {
        if (!places.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            return unconfirmed(topic, "too many handshakes are made at once: try again later");
        }
        try {
            var left = Duration.ofNanos(end - System.nanoTime());
            return confirm(topic, left.compareTo(limits.ofOne()) < 0 ? left : limits.ofOne());
        } finally {
            places.release();
        }
    }

    private Optional<Unconfirmed> confirm(Topic topic, Duration limit) {
        Target target = topic.target().orElseThrow();
        TopicTest.Tried tried = test.tried(topic, target, limit);
        if (tried.diagnosis().ok()) {
            return Optional.empty();
        }
        test.retire(target);
        return unconfirmed(topic, reason(tried));
    }

    private static Optional<Unconfirmed> unconfirmed(Topic topic, String reason) {
        return Optional.of(new Unconfirmed(topic, reason));
    }

    /** Returns what the endpoint answered, what is wrong with it, and what was expected. */
    private static String reason(TopicTest.Tried tried) {
        Diagnosis diagnosis = tried.diagnosis();
        String expected =
                tried.exchange().check().map(AnswerCheck::expected).orElse("a status 2xx");
        return "%s%s; expected: %s"
                .formatted(
                        diagnosis
                                .answerStep()
                                .map(step -> "it answered " + step.detail() + "; ")
                                .orElse(""),
                        diagnosis.result().summary(),
                        expected);
    }

    private static Optional<Unconfirmed> result(Future<Optional<Unconfirmed>> done) {
        try {
            return done.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the handshakes were interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a handshake broke", e.getCause());
        }
    }
}
