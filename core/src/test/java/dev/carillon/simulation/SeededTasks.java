package dev.carillon.simulation;

import dev.carillon.deliver.SteadyClocks;
import dev.carillon.deliver.Tasks;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Tasks in virtual time, one at a time, in an order that the seed decides: tasks of the network and
 * the disk run after a random delay, so their order varies, reproducibly. Milliseconds pass evenly;
 * the wall clock may be set. Tasks wait by the clock of the process, which starts at the time of
 * the wall clock and never goes back during its life.
 */
final class SeededTasks implements Tasks {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int SLOWEST_NETWORK_MILLIS = 400;
    private static final int SLOWEST_DISK_MILLIS = 60;
    private static final long NANOS_IN_A_MILLISECOND = 1_000_000;
    private static final int MOST_AT_ONE_INSTANT = 1_000;

    private final RandomGenerator random;
    private final PriorityQueue<Task> waiting =
            new PriorityQueue<>(Comparator.comparingLong(Task::at).thenComparing(Task::place));
    private final List<Task> due = new ArrayList<>();
    private final Set<SteppedTask> errands = new LinkedHashSet<>();
    private Optional<SteppedTask> running = Optional.empty();
    private Runnable observer = () -> {};
    private InstantSource steady = InstantSource.fixed(START);
    private long now;
    private long clockIsAhead;
    private long steps;
    private long places;
    private int standingStill;

    /** A task, and the millisecond at which it is due. */
    private record Task(long at, long place, Runnable code) {}

    /**
     * A point in time.
     *
     * @param at the time by the clock of the process
     * @param step the number of steps made before
     */
    record Moment(Instant at, long step) {}

    SeededTasks(RandomGenerator random) {
        this.random = random;
        begin();
    }

    /** Returns the time of the wall clock. */
    Instant wall() {
        return START.plusMillis(now + clockIsAhead);
    }

    /** Returns the time of the process's clock, by which deliveries wait and age. */
    Instant steady() {
        return steady.instant();
    }

    private void begin() {
        steady = SteadyClocks.over(this::wall, () -> Duration.ofMillis(now).toNanos());
    }

    @Override
    public void run(Runnable task) {
        if (running.filter(steppedTask -> steppedTask.purpose().inline()).isPresent()) {
            task.run();
        } else {
            serve(SteppedTask.Purpose.attempt(), SLOWEST_NETWORK_MILLIS, task);
        }
    }

    @Override
    public void runOnDisk(Runnable task) {
        add(random.nextInt(SLOWEST_DISK_MILLIS + 1), task);
    }

    @Override
    public void runAt(Instant when, Runnable task) {
        // Never too early: a caller that is woken early would only ask again.
        long nanos = Math.max(0, Duration.between(steady(), when).toNanos());
        add(Math.ceilDiv(nanos, NANOS_IN_A_MILLISECOND), task);
    }

    /**
     * Runs code that may {@linkplain #pause wait}, after a random delay of at most {@code
     * atMostMillis}.
     */
    void serve(SteppedTask.Purpose purpose, int atMostMillis, Runnable code) {
        var steppedTask = new SteppedTask(purpose, code);
        errands.add(steppedTask);
        add(random.nextInt(atMostMillis + 1), () -> goOn(steppedTask));
    }

    /** Suspends the running stepped task so that others run; does nothing if none is running. */
    void pause(long millis) {
        running.ifPresent(steppedTask -> {
            add(millis, () -> goOn(steppedTask));
            steppedTask.rest();
        });
    }

    /** Returns the running stepped task. */
    Optional<SteppedTask> running() {
        return running;
    }

    /** Returns the current moment. */
    Moment moment() {
        return new Moment(steady(), steps);
    }

    /** Sets an observer of decisions, called before time advances in the middle of a task. */
    void observer(Runnable looks) {
        observer = looks;
    }

    /** Begins a new step, to separate later events from earlier ones; returns its number. */
    long mark() {
        return ++steps;
    }

    /** Returns the time since the beginning, independent of the wall clock. */
    Duration age() {
        return Duration.ofMillis(now);
    }

    /** Returns whether a stepped task has not ended yet. */
    boolean busy() {
        return !errands.isEmpty();
    }

    /**
     * Runs one of the tasks that are due, or lets time pass until one is; returns false if there is
     * none.
     */
    boolean step() {
        if (due.isEmpty() && waiting.isEmpty()) {
            return false;
        }
        letTimePass();
        int chosen = random.nextInt(due.size());
        Task task = due.get(chosen);
        Task last = due.removeLast();
        if (chosen < due.size()) {
            due.set(chosen, last);
        }
        steps++;
        task.code().run();
        return true;
    }

    /** Lets time pass while nothing runs, as on a slow machine. */
    void pass(Duration time) {
        observer.run();
        now += time.toMillis();
    }

    /** Sets the wall clock, forwards or back. */
    void setClock(Duration by) {
        clockIsAhead += by.toMillis();
    }

    /**
     * Drops all waiting tasks, because the process has died, and starts the clock of the next one.
     */
    void forgetAll() {
        List.copyOf(errands).forEach(SteppedTask::kill);
        errands.clear();
        waiting.clear();
        due.clear();
        begin();
    }

    private void letTimePass() {
        if (due.isEmpty() && waiting.element().at() > now) {
            now = waiting.element().at();
            standingStill = 0;
        } else if (++standingStill > MOST_AT_ONE_INSTANT) {
            throw new AssertionError("time stands still: somebody wakes for ever");
        }
        while (!waiting.isEmpty() && waiting.element().at() <= now) {
            due.add(waiting.remove());
        }
    }

    private void add(long millis, Runnable code) {
        waiting.add(new Task(now + millis, places++, code));
    }

    private void goOn(SteppedTask steppedTask) {
        running = Optional.of(steppedTask);
        try {
            steppedTask.goOn();
        } finally {
            running = Optional.empty();
            if (steppedTask.ended()) {
                errands.remove(steppedTask);
            }
        }
    }
}
