package dev.carillon.amqp;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A broker as one user sees it: one connection, opened when it is needed and shared by the
 * endpoints with the same login. After a failure it is not tried again before a pause has passed,
 * and who asks meanwhile is told the failure. Thread-safe.
 */
final class Broker {
    /** The time after which a connection that no attempt used is closed. */
    static final Duration IDLE_LIMIT = Duration.ofSeconds(60);

    /** The longest pause that a caller waits through, in place of being told the last failure. */
    private static final Duration SHORT_WAIT = Duration.ofMillis(250);

    private final Dialer dialer;
    private final AtomicInteger inside = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Backoff backoff = new Backoff();
    private volatile long lastUse = System.nanoTime();
    private Optional<CompletableFuture<Link>> dialing = Optional.empty();
    private Optional<Link> link = Optional.empty();
    private Optional<Throwable> lastFailure = Optional.empty();
    private boolean closed;

    Broker(Dialer dialer) {
        this.dialer = dialer;
    }

    /** Notes that an attempt begins, so that the connection is not idle. */
    void enter() {
        lock.lock();
        try {
            inside.incrementAndGet();
        } finally {
            lock.unlock();
        }
    }

    /** Notes that an attempt has ended. */
    void leave() {
        lastUse = System.nanoTime();
        inside.decrementAndGet();
    }

    /**
     * Returns the connection. Takes as long as connecting takes: not to be called on the thread of
     * an attempt.
     */
    Link link() throws IOException, TimeoutException, InterruptedException {
        var mine = new CompletableFuture<Link>();
        CompletableFuture<Link> shared = begin(mine);
        if (shared == mine) {
            dial(mine);
        }
        try {
            return shared.get();
        } catch (ExecutionException e) {
            throw rethrown(e);
        }
    }

    /** Closes the connection if no attempt has used it for a time. */
    void closeIdle(Duration limit) {
        Optional<Link> idle = Optional.empty();
        lock.lock();
        try {
            boolean unused = System.nanoTime() - lastUse >= limit.toNanos();
            if (inside.get() == 0 && unused && dialing.isEmpty()) {
                idle = link;
                link = Optional.empty();
            }
        } finally {
            lock.unlock();
        }
        idle.ifPresent(Link::close);
    }

    /** Closes the connection for ever. */
    void close() {
        Optional<Link> last;
        lock.lock();
        try {
            closed = true;
            last = link;
            link = Optional.empty();
        } finally {
            lock.unlock();
        }
        last.ifPresent(Link::close);
    }

    /** Returns whether it is connected. */
    boolean connected() {
        lock.lock();
        try {
            return link.filter(Link::open).isPresent();
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the broker takes no messages at present. */
    boolean blocked() {
        lock.lock();
        try {
            return link.flatMap(Link::blocked).isPresent();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the future of the connection; {@code mine} if the caller must connect. */
    private CompletableFuture<Link> begin(CompletableFuture<Link> mine)
            throws InterruptedException {
        lock.lock();
        try {
            if (link.filter(Link::open).isPresent()) {
                return CompletableFuture.completedFuture(link.get());
            }
            if (dialing.isPresent()) {
                return dialing.get();
            }
            if (lastFailure.isPresent() && backoff.left().compareTo(SHORT_WAIT) > 0) {
                return CompletableFuture.failedFuture(lastFailure.get());
            }
            dialing = Optional.of(mine);
            return mine;
        } finally {
            lock.unlock();
        }
    }

    private void dial(CompletableFuture<Link> mine) {
        try {
            Thread.sleep(pause());
            long end = System.nanoTime() + Dialer.LIMIT.toNanos();
            connected(mine, dialer.dial(Course.UNOBSERVED, end));
        } catch (Throwable e) {
            failed(mine, e);
        }
    }

    private Duration pause() {
        lock.lock();
        try {
            Duration left = backoff.left();
            return left.isNegative() ? Duration.ZERO : left;
        } finally {
            lock.unlock();
        }
    }

    private void connected(CompletableFuture<Link> mine, Link made) throws IOException {
        Optional<Link> dead;
        lock.lock();
        try {
            if (closed) {
                throw new IOException("the endpoint was closed");
            }
            backoff.succeeded();
            dialing = Optional.empty();
            lastFailure = Optional.empty();
            dead = link;
            link = Optional.of(made);
            lastUse = System.nanoTime();
        } catch (IOException e) {
            made.close();
            throw e;
        } finally {
            lock.unlock();
        }
        mine.complete(made);
        dead.ifPresent(Link::close);
    }

    private void failed(CompletableFuture<Link> mine, Throwable failure) {
        lock.lock();
        try {
            backoff.failed();
            dialing = Optional.empty();
            lastFailure = Optional.of(failure);
        } finally {
            lock.unlock();
        }
        mine.completeExceptionally(failure);
    }

    private static IOException rethrown(ExecutionException failure)
            throws IOException, TimeoutException {
        return switch (failure.getCause()) {
            case IOException e -> throw e;
            case TimeoutException e -> throw e;
            case null, default -> new IOException("connecting failed", failure.getCause());
        };
    }
}
