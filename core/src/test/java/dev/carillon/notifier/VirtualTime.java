package dev.carillon.notifier;

import dev.carillon.deliver.Tasks;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;

/**
 * Time that passes only if a test says so, and the tasks that run meanwhile. Each task for the
 * network has a thread of its own and may {@link #spend} time, as an attempt does; but only one of
 * all threads runs at any moment, so everything happens in the same order each time.
 */
public final class VirtualTime implements Tasks {
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static final Duration DISK = Duration.ofMillis(1);

    private final PriorityQueue<Task> waiting =
            new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparing(Task::order));
    private final Semaphore baton = new Semaphore(0);
    private Optional<Throwable> failure = Optional.empty();
    private InstantSource clock = this::wall;
    private Duration offset = Duration.ZERO;
    private long nanos;
    private long order;

    private record Task(long at, long order, Runnable code) {}

    /** Returns the real time, independent of the machine's clock. */
    public Instant now() {
        return START.plusNanos(nanos);
    }

    /** Returns the machine's clock. */
    public Instant wall() {
        return now().plus(offset);
    }

    /** Returns the counter that never jumps. */
    public long nanos() {
        return nanos;
    }

    /** Changes the machine's clock; a negative duration sets it back. */
    public void setWall(Duration by) {
        offset = offset.plus(by);
    }

    /** Returns the clock by which tasks are timed: the machine's own, until another is set. */
    public InstantSource clock() {
        return clock;
    }

    /** Sets the clock by which tasks are timed from now on. */
    public void timeBy(InstantSource other) {
        clock = other;
    }

    @Override
    public void run(Runnable task) {
        at(nanos, () -> onThread(task));
    }

    @Override
    public void runOnDisk(Runnable task) {
        at(nanos + DISK.toNanos(), task);
    }

    @Override
    public void runAt(Instant when, Runnable task) {
        Duration wait = Duration.between(clock.instant(), when);
        at(nanos + (wait.isNegative() ? 0 : wait.toNanos()), task);
    }

    /** Lets time pass within a task for the network; others run meanwhile. */
    public void spend(Duration time) {
        if (time.isZero()) {
            return;
        }
        var turn = new Semaphore(0);
        at(
                nanos + time.toNanos(),
                () -> {
                    turn.release();
                    awaitBaton();
                });
        baton.release();
        turn.acquireUninterruptibly();
    }

    /** Lets time pass, and runs the tasks that are due by then. */
    public void pass(Duration time) {
        long end = nanos + time.toNanos();
        while (!waiting.isEmpty() && waiting.element().at() <= end) {
            step();
        }
        nanos = end;
    }

    /**
     * Lets time pass until a condition holds.
     *
     * @throws IllegalStateException if it does not hold within the time
     */
    public void passUntil(BooleanSupplier so, Duration atMost) {
        long end = nanos + atMost.toNanos();
        while (!so.getAsBoolean()) {
            if (waiting.isEmpty() || waiting.element().at() > end) {
                throw new IllegalStateException("not so within " + atMost);
            }
            step();
        }
    }

    /** Forgets all tasks, because the process died. */
    public void forgetAll() {
        waiting.clear();
    }

    private void step() {
        Task next = waiting.remove();
        nanos = Math.max(nanos, next.at());
        next.code().run();
    }

    private void at(long when, Runnable code) {
        waiting.add(new Task(when, order++, code));
    }

    private void onThread(Runnable task) {
        Thread.startVirtualThread(() -> {
            try {
                task.run();
            } catch (RuntimeException | AssertionError e) {
                failure = Optional.of(e);
            } finally {
                baton.release();
            }
        });
        awaitBaton();
    }

    private void awaitBaton() {
        baton.acquireUninterruptibly();
        failure.ifPresent(found -> {
            throw new IllegalStateException("a task failed", found);
        });
    }
}
