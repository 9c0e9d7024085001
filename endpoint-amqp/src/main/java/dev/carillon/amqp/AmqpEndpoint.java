package dev.carillon.amqp;

import com.rabbitmq.client.ShutdownSignalException;

import dev.carillon.amqp.Link.BlockedException;
import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.TimedOut;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.endpoint.Diagnosis;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Message;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The endpoint of one topic: an exchange of a broker. It has a channel of its own on a connection
 * that it shares with endpoints of the same login.
 */
final class AmqpEndpoint implements Endpoint {
    private static final AttemptResult CLOSED =
            new Unreachable("the endpoint was closed during the attempt");

    private static final Logger LOG = LoggerFactory.getLogger(AmqpEndpoint.class);

    /** The time in which at most one warning about lost messages is logged. */
    private static final Duration WARNING_PAUSE = Duration.ofMinutes(1);

    private final AmqpTarget to;
    private final Broker broker;
    private final Brokers brokers;
    private final Object lock = new Object();
    private CompletableFuture<Publisher> opening =
            CompletableFuture.failedFuture(new IOException());
    private long warned = System.nanoTime() - WARNING_PAUSE.toNanos();
    private volatile boolean closed;

    AmqpEndpoint(AmqpTarget to, Broker broker, Brokers brokers) {
        this.to = to;
        this.broker = broker;
        this.brokers = brokers;
    }

    @Override
    public AttemptResult send(Message message, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        broker.enter();
        try {
            return attempt(message, limit, end);
        } catch (TimeoutException _) {
            return new TimedOut(limit);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Unreachable("the attempt was interrupted");
        } catch (ExecutionException e) {
            return closed ? CLOSED : result(e, limit);
        } finally {
            broker.leave();
        }
    }

    private AttemptResult result(ExecutionException failure, Duration limit) {
        return failure.getCause() instanceof BlockedException
                ? new TimedOut(limit)
                : Trouble.result(failure, to.login().toString());
    }

    private AttemptResult attempt(Message message, Duration limit, long end)
            throws TimeoutException, InterruptedException, ExecutionException {
        if (!limit.isPositive()) {
            throw new TimeoutException();
        }
        Publisher publisher = within(end, publisher());
        var pending = new Pending(message, end);
        publisher.publish(pending);
        try {
            return within(end, pending.result());
        } finally {
            publisher.forget(pending);
        }
    }

    @Override
    public Diagnosis diagnose(Message message, Duration limit) {
        return new AmqpDiagnosis(to, brokers).of(message, limit);
    }

    @Override
    public void close() {
        CompletableFuture<Publisher> last;
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            last = opening;
        }
        last.completeExceptionally(new IOException("closed"));
        published(last).ifPresent(publisher -> publisher.close(CLOSED));
        brokers.release(this, to.login());
    }

    /** Returns what messages are published with; one attempt opens it and the others wait. */
    private CompletableFuture<Publisher> publisher() {
        synchronized (lock) {
            boolean usable = published(opening).filter(Publisher::usable).isPresent();
            Optional<ShutdownSignalException> complaint =
                    published(opening).flatMap(Publisher::complaint);
            if (!closed && complaint.isPresent()) {
                // this attempt is told what became of those before, and the next one opens again
                warn(complaint.get());
                opening = CompletableFuture.failedFuture(complaint.get());
            } else if (!closed && opening.isDone() && !usable) {
                opening = new CompletableFuture<>();
                var mine = opening;
                Thread.startVirtualThread(() -> open(mine));
            }
            return closed ? CompletableFuture.failedFuture(new IOException()) : opening;
        }
    }

    private void warn(ShutdownSignalException complaint) {
        long now = System.nanoTime();
        if (now - warned >= WARNING_PAUSE.toNanos()) {
            warned = now;
            LOG.warn(
                    "the broker of {} closed the channel: {}; with amqp-ack-level=none messages"
                            + " before may be lost",
                    to.login(),
                    Trouble.inWords(complaint));
        }
    }

    private void open(CompletableFuture<Publisher> mine) {
        try {
            Link link = broker.link();
            long end = System.nanoTime() + Dialer.LIMIT.toNanos();
            var made = Publisher.open(link, to, brokers.envelope(), Course.UNOBSERVED, end);
            if (!mine.complete(made)) {
                made.close(CLOSED);
            }
        } catch (Throwable e) {
            mine.completeExceptionally(e);
        }
    }

    private static Optional<Publisher> published(CompletableFuture<Publisher> opening) {
        return opening.state() == Future.State.SUCCESS
                ? Optional.of(opening.resultNow())
                : Optional.empty();
    }

    private static <T> T within(long end, CompletableFuture<T> future)
            throws TimeoutException, InterruptedException, ExecutionException {
        return future.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    }
}
