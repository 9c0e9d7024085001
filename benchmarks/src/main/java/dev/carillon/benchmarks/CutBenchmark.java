package dev.carillon.benchmarks;

import dev.carillon.journal.Retention;
import dev.carillon.testkit.ChosenEndpoints;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures the effect of trimming the log on writers: the median time of PUTs while a log is
 * trimmed in which every other event is still owed, divided by that before and after. It does not
 * use HTTP, which would hide some of it; the steps of the trimming have the server's pauses.
 *
 * <p>Arguments: events (200000), seconds before and after (5), writers (4).
 */
final class CutBenchmark {
    private static final double BAR = 1.3;
    private static final String BUCKET = "stored";

    private final Journey journey;
    private final StoredObjects objects;
    private final int writers;
    private final AtomicLong serial = new AtomicLong();

    private CutBenchmark(Journey journey, int writers) {
        this.journey = journey;
        this.objects = new StoredObjects(journey.store(), BUCKET);
        this.writers = writers;
        objects.store().buckets().create(BUCKET, "root");
    }

    public static void main(String[] args) throws Exception {
        var given = Arguments.of(args);
        var topic = TopicsAndRules.topic("away", "http://127.0.0.1:1/");
        var topicsAndRules =
                TopicsAndRules.of(
                        List.of(topic), List.of(TopicsAndRules.rule("owed", topic, "owed/")));
        try (var scratch = Scratch.make("cut");
                var journey =
                        new Journey(
                                scratch.path(),
                                topicsAndRules,
                                new ChosenEndpoints(target -> {
                                    throw new IllegalStateException("not started: " + target);
                                }))) {
            new CutBenchmark(journey, given.number(2, 4))
                    .run(given.number(0, 200_000), Duration.ofSeconds(given.number(1, 5)));
        }
    }

    private void run(long events, Duration turn) throws Exception {
        Journey.each(
                events,
                Journey.CALLERS,
                number -> {
                    String prefix = number % 2 == 0 ? "owed/" : "other/";
                    var _ =
                            journey.commit(
                                    TopicsAndRules.BUCKET, prefix + StoredObjects.name(number));
                });
        puts(turn);
        Load before = say("before", puts(turn));
        Load during = say("while the log is cut", cutting());
        Load after = say("after", puts(turn));
        double alone = (before.p50Micros() + after.p50Micros()) / 2;
        double ratio = during.p50Micros() / alone;
        System.out.println(
                Verdict.of("p50 while the log is cut ÷ alone", List.of(ratio)).atMost(BAR));
        System.out.printf(
                "slowest second: %,.0f PUT/s of %,.0f alone%n", slowest, before.perSecond());
    }

    private double slowest = Double.MAX_VALUE;

    /** Measures PUTs during a pass that removes all events it may, in turns of a second. */
    private Load cutting() throws Exception {
        try (var thread = Executors.newSingleThreadExecutor(Thread.ofPlatform().factory())) {
            Future<Long> gone = thread.submit(this::pass);
            var turns = new ArrayList<Load>();
            while (!gone.isDone() || turns.isEmpty()) {
                Load turn = puts(Duration.ofSeconds(1));
                slowest = Math.min(slowest, turn.perSecond());
                turns.add(turn);
            }
            System.out.printf("%,d events cut, %,d seconds%n", gone.get(), turns.size());
            turns.sort(Comparator.comparingDouble(Load::p50Micros));
            return turns.get(turns.size() / 2);
        }
    }

    private long pass() {
        var retention = new Retention(journey.state(), journey.journal(), Duration.ofDays(1), 0);
        Retention.Pass pass = retention.pass(Instant.now());
        while (pass.step()) {
            LockSupport.parkNanos(Retention.PAUSE.toNanos());
        }
        return pass.gone();
    }

    private Load puts(Duration turn) throws Exception {
        return Load.run(writers, turn, _ -> objects.put(serial.incrementAndGet()));
    }

    private static Load say(String when, Load load) {
        System.out.printf(
                "%-21s %,7.0f PUT/s p50 %.2f ms p99 %.2f ms%n",
                when, load.perSecond(), load.p50Micros() / 1e3, load.p99Micros() / 1e3);
        return load;
    }
}
