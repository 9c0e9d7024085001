package dev.carillon.deliver;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Tasks on one thread with a settable clock: they run when the test lets them. */
final class ManualTasks implements Tasks, InstantSource {
    private final List<Task> waiting = new ArrayList<>();
    private final List<Runnable> held = new ArrayList<>();
    private Instant now = Lanes.START;
    private boolean atOnce;
    private boolean holding;

    private record Task(Instant at, Runnable code) {}

    /** Makes the caller run tasks for the network itself from now on. */
    void runAtOnce() {
        atOnce = true;
    }

    /** Runs code whose tasks for the network are held until they are released. */
    void hold(Runnable code) {
        holding = true;
        code.run();
        holding = false;
    }

    /** Runs the held tasks as if they were requested now. */
    void letGo() {
        held.forEach(this::run);
        held.clear();
    }

    /** Runs the held tasks immediately, each on a thread of its own. */
    void letGoApart() {
        held.forEach(Thread::startVirtualThread);
        held.clear();
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public void run(Runnable task) {
        if (holding) {
            held.add(task);
            return;
        }
        if (atOnce) {
            task.run();
        } else {
            runAt(now, task);
        }
    }

    @Override
    public void runOnDisk(Runnable task) {
        runAt(now, task);
    }

    @Override
    public void runAt(Instant when, Runnable task) {
        waiting.add(new Task(when, task));
    }

    /** Lets time pass, and runs the tasks that are due by then. */
    void pass(Duration time) {
        now = now.plus(time);
        List<Task> due = due();
        while (!due.isEmpty()) {
            waiting.removeAll(due);
            due.forEach(task -> task.code().run());
            due = due();
        }
    }

    private List<Task> due() {
        return waiting.stream().filter(task -> !task.at().isAfter(now)).toList();
    }
}
