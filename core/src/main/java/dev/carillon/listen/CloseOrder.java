package dev.carillon.listen;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Closes things in the reverse order of their adding. What is added after the end is closed at
 * once. Thread-safe.
 */
final class CloseOrder implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private boolean closed;

    /**
     * Adds something to close.
     *
     * @throws ListenException if this is closed already; then that is closed too
     */
    void add(AutoCloseable one) {
        lock.lock();
        try {
            if (!closed) {
                open.push(one);
                return;
            }
        } finally {
            lock.unlock();
        }
        close(one);
        throw new ListenException("stopped");
    }

    /**
     * Closes all, whatever happens.
     *
     * @throws ListenException the first failure
     */
    @Override
    public void close() {
        Optional<ListenException> failure = Optional.empty();
        for (Optional<AutoCloseable> next = next(); next.isPresent(); next = next()) {
            try {
                close(next.get());
            } catch (ListenException e) {
                failure = failure.or(() -> Optional.of(e));
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
    }

    private Optional<AutoCloseable> next() {
        lock.lock();
        try {
            closed = true;
            return Optional.ofNullable(open.poll());
        } finally {
            lock.unlock();
        }
    }

    private static void close(AutoCloseable one) {
        try {
            one.close();
        } catch (ListenException e) {
            throw e;
        } catch (Exception e) {
            throw new ListenException(String.valueOf(e.getMessage()), e);
        }
    }
}
