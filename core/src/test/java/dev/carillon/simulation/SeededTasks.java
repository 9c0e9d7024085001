package dev.carillon.simulation;

import dev.carillon.deliver.Tasks;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One thread, virtual time, and a seed that decides what runs next: tasks for the network and the
 * disk run after a random delay, so everything overtakes everything, the same way each time.
 */
final class SeededTasks implements Tasks, InstantSource {
    private static final int SLOWEST_NETWORK_MILLIS = 400;
    private static final int SLOWEST_DISK_MILLIS = 60;
    private static final int MOST_AT_ONE_INSTANT = 1_000;

    private final RandomGenerator random;
    private int standingStill;
    private List<Task> waiting = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private record Task(Instant at, Runnable code) {}

    SeededTasks(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public void run(Runnable task) {
        later(SLOWEST_NETWORK_MILLIS, task);
    }

    @Override
    public void runOnDisk(Runnable task) {
        later(SLOWEST_DISK_MILLIS, task);
    }

    @Override
    public void runAt(Instant when, Runnable task) {
        waiting.add(new Task(when.isBefore(now) ? now : when, task));
    }

    /** Runs a task after a random time of at most so much. */
    void later(int atMostMillis, Runnable task) {
        runAt(now.plusMillis(random.nextInt(atMostMillis + 1)), task);
    }

    /** Runs one task that is due, any of them, or lets time pass until one is; false if none is. */
    boolean step() {
        if (waiting.isEmpty()) {
            return false;
        }
        Instant first = waiting.stream().map(Task::at).min(Comparator.naturalOrder()).orElseThrow();
        standingStill = first.isAfter(now) ? 0 : standingStill + 1;
        if (standingStill > MOST_AT_ONE_INSTANT) {
            throw new IllegalStateException("time stands still: somebody wakes for ever");
        }
        now = first.isAfter(now) ? first : now;
        List<Task> due = waiting.stream().filter(task -> !task.at().isAfter(now)).toList();
        Task chosen = due.get(random.nextInt(due.size()));
        waiting.remove(chosen);
        chosen.code().run();
        return true;
    }

    /** Lets time pass. */
    void pass(Duration time) {
        now = now.plus(time);
    }

    /** Forgets everything that waits: the process is dead. */
    void forgetAll() {
        waiting = new ArrayList<>();
    }
}
