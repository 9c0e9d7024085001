package dev.carillon.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;

import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Runs the scenarios of many seeds, in parallel on all processors, until one fails. From the
 * command line: {@code Simulate FROM TO}, the last one excluded.
 */
final class Simulate {
    private final AtomicLong next;
    private final long end;
    private final Map<Long, Scenario.Ending> endings = new TreeMap<>();
    private final List<Failure> failures = new ArrayList<>();

    /** The failure of a seed whose scenario broke a promise. */
    record Failure(long seed, Throwable why) {
        @Override
        public String toString() {
            return "seed %d: %s (again: -Dcarillon.seed=%d)".formatted(seed, why, seed);
        }
    }

    private Simulate(long from, long to) {
        this.next = new AtomicLong(from);
        this.end = to;
    }

    /** Runs the seeds from {@code from}, inclusive, to {@code to}, exclusive. */
    static Simulate run(long from, long to) {
        var simulate = new Simulate(from, to);
        silence(true);
        try {
            simulate.runAll();
        } finally {
            silence(false);
        }
        return simulate;
    }

    /** Returns the failure of the smallest seed. */
    Optional<Failure> failure() {
        return failures.stream().min((a, b) -> Long.compare(a.seed(), b.seed()));
    }

    /** Returns the results of the scenarios, by seed. */
    Map<Long, Scenario.Ending> endings() {
        return endings;
    }

    /** Returns all situations that were covered. */
    Set<Coverage> sights() {
        Set<Coverage> sights = EnumSet.noneOf(Coverage.class);
        endings.values().forEach(ending -> sights.addAll(ending.sights()));
        return sights;
    }

    /** Returns the number of deliveries that were owed in all. */
    long promises() {
        return endings.values().stream().mapToLong(Scenario.Ending::promises).sum();
    }

    private void runAll() {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            threads.add(Thread.ofVirtual().start(this::work));
        }
        for (Thread thread : threads) {
            join(thread);
        }
    }

    private void work() {
        for (long seed = next.getAndIncrement(); seed < end; seed = next.getAndIncrement()) {
            try {
                ended(seed, new Scenario(seed).run());
            } catch (RuntimeException | Error e) {
                failed(new Failure(seed, e));
            }
        }
    }

    private synchronized void ended(long seed, Scenario.Ending ending) {
        endings.put(seed, ending);
    }

    /** Records a failure. Running seeds are finished, and no others are started. */
    private synchronized void failed(Failure failure) {
        failures.add(failure);
        next.set(end);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Switches off the log, because failures here are intended. */
    private static void silence(boolean silent) {
        for (String name : List.of("carillon", "dev.carillon")) {
            ((Logger) LoggerFactory.getLogger(name)).setLevel(silent ? Level.OFF : null);
        }
    }

    /** Runs the seeds that the arguments name; the exit code is 1 if one fails. */
    public static void main(String[] args) {
        long start = System.nanoTime();
        var simulate = run(Long.parseLong(args[0]), Long.parseLong(args[1]));
        double seconds = (System.nanoTime() - start) / 1e9;
        simulate.failure()
                .ifPresentOrElse(
                        failure -> {
                            System.out.println(failure);
                            failure.why().printStackTrace(System.out);
                            System.out.printf("failed after %.1f s%n", seconds);
                            System.exit(1);
                        },
                        () ->
                                System.out.printf(
                                        "%d seeds passed in %.1f s, %d deliveries%n",
                                        simulate.endings.size(), seconds, simulate.promises()));
    }
}
