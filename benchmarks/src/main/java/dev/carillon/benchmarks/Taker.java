package dev.carillon.benchmarks;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Message;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * An endpoint that forwards to another, counts the accepted deliveries, and signals the first and
 * the last. Thread-safe; closing it closes nothing.
 */
final class Taker implements Endpoint {
    private final Endpoint behind;
    private final CountDownLatch first = new CountDownLatch(1);
    private final CountDownLatch all = new CountDownLatch(1);
    private final AtomicLong left;
    private final AtomicReference<Message> sample = new AtomicReference<>();

    private Taker(long many, Endpoint behind) {
        this.left = new AtomicLong(many);
        this.behind = behind;
    }

    /** Creates an endpoint that accepts {@code many} deliveries at once. */
    static Taker ofAll(long many) {
        return new Taker(many, new AtOnce());
    }

    /** Creates an endpoint that waits for {@code many} deliveries that {@code behind} accepts. */
    static Taker before(Endpoint behind, long many) {
        return new Taker(many, behind);
    }

    void awaitFirst() throws InterruptedException {
        first.await();
    }

    void awaitAll() throws InterruptedException {
        all.await();
    }

    /** Returns one of the accepted messages. */
    Message sample() {
        return sample.get();
    }

    @Override
    public AttemptResult send(Message message, Duration limit) {
        AttemptResult result = behind.send(message, limit);
        if (result.accepted()) {
            sample.lazySet(message);
            first.countDown();
            if (left.addAndGet(-deliveries(message)) <= 0) {
                all.countDown();
            }
        }
        return result;
    }

    /** Returns the number of deliveries in a message. */
    private static long deliveries(Message message) {
        String numbers = message.headers().getOrDefault("x-carillon-delivery", "");
        return 1 + numbers.chars().filter(number -> number == ',').count();
    }

    @Override
    public void close() {}

    /** An endpoint that accepts everything at no cost. */
    private record AtOnce() implements Endpoint {
        @Override
        public AttemptResult send(Message message, Duration limit) {
            return new AttemptResult.Accepted(200);
        }

        @Override
        public void close() {}
    }
}
