package dev.carillon.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Keeps the reports of a tunnel, each as a line that begins with its kind. */
final class RecordingReports implements Tunnel.Reports {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final List<ProcessHandle> processes = new CopyOnWriteArrayList<>();
    private final AtomicInteger inside = new AtomicInteger();

    /** Returns what was reported so far, without the output of processes. */
    List<String> lines() {
        return lines.stream().filter(line -> !line.startsWith("output ")).toList();
    }

    List<String> output() {
        return lines.stream().filter(line -> line.startsWith("output ")).toList();
    }

    List<ProcessHandle> processes() {
        return List.copyOf(processes);
    }

    /** Waits for a report with this beginning, the n-th of them, and returns it. */
    String await(String beginning, int number) {
        return awaitThat(line -> line.startsWith(beginning), number, beginning);
    }

    String await(String beginning) {
        return await(beginning, 1);
    }

    private String awaitThat(Predicate<String> wanted, int number, String what) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (System.nanoTime() < end) {
            List<String> found = lines.stream().filter(wanted).toList();
            if (found.size() >= number) {
                return found.get(number - 1);
            }
            LockSupport.parkNanos(2_000_000);
        }
        throw new AssertionError("no '" + what + "' (" + number + ") in " + lines);
    }

    @Override
    public void started(ProcessHandle process) {
        processes.add(process);
        add("started");
    }

    @Override
    public void opened(URI url) {
        add("opened " + url);
    }

    @Override
    public void connected(String line) {
        add("connected " + line);
    }

    @Override
    public void failed(String line) {
        add("failed " + line);
    }

    @Override
    public void ended(String line) {
        add("ended " + line);
    }

    @Override
    public void output(String line) {
        add("output " + line);
    }

    private void add(String line) {
        assertThat(inside.getAndIncrement()).as("reports at the same time").isZero();
        assertThat(line.lines()).as("lines of a report").hasSizeLessThanOrEqualTo(1);
        lines.add(line);
        inside.decrementAndGet();
    }
}
