package dev.carillon.benchmarks;

import dev.carillon.testkit.ChosenEndpoints;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/**
 * Measures the cost of many stored objects: PUT, GET, list and delivery over HTTP on a server with
 * many objects, divided by the same on a server with few, in turns. Both are processes of their own
 * with the same memory.
 *
 * <p>Arguments: many objects (1000000), few objects (1000), rounds (3), seconds a turn (3), memory
 * in MiB (256), callers (4). The environment variable {@code BENCHMARK_FOLDERS} names a folder
 * where what was filled is kept for the next run.
 */
final class StoredBenchmark {
    private static final double BAR = 0.8;
    private static final int WARM_UPS = 3;

    /** The number of objects read first, so that the cache is filled and the code is warm. */
    private static final int READ_FIRST = 100_000;

    private static final byte[] BODY = new byte[StoredObjects.BYTES];
    private static final String BUCKET = "stored";

    /** A bucket of this run, because a kept folder has those of earlier runs. */
    private static final String NOTIFIED = "notified-" + System.currentTimeMillis();

    private final Duration turn;
    private final int callers;
    private final AtomicLong serial = new AtomicLong(System.nanoTime());

    private StoredBenchmark(Duration turn, int callers) {
        this.turn = turn;
        this.callers = callers;
    }

    public static void main(String[] args) throws Exception {
        if (args.length == 3 && args[0].equals("fill")) {
            fill(Path.of(args[1]), Long.parseLong(args[2]));
            return;
        }
        var given = Arguments.of(args);
        var benchmark =
                new StoredBenchmark(Duration.ofSeconds(given.number(3, 3)), given.number(5, 4));
        int many = given.number(0, 1_000_000);
        int few = given.number(1, 1_000);
        String memory = given.number(4, 256) + "MiB";
        try (var scratch = Scratch.make("stored")) {
            benchmark.run(
                    filled(scratch, few),
                    few,
                    filled(scratch, many),
                    many,
                    given.number(2, 3),
                    memory);
        }
    }

    /** A server, and the calls to it. */
    private final class Side implements AutoCloseable {
        private final StoredServer server;
        private final S3Calls calls;
        private final long objects;
        private final AtomicLong arrived = new AtomicLong();
        private final Sink sink;

        Side(Path folder, long objects, String memory) throws IOException {
            this.server = StoredServer.start(folder, memory);
            this.calls = new S3Calls(server.url(), server.key(), callers);
            this.objects = objects;
            this.sink = Sink.showing(_ -> arrived.incrementAndGet());
            calls.put("/" + NOTIFIED, "", new byte[0]);
            calls.bind(NOTIFIED, calls.makeTopic("bench", sink.url()));
        }

        double put() throws Exception {
            return rate(_ -> putInto(BUCKET));
        }

        double get() throws Exception {
            return rate(_ -> get(any()));
        }

        double list() throws Exception {
            return rate(_ ->
                    calls.get(
                            "/" + BUCKET,
                            "list-type=2&max-keys=100&start-after=" + any().replace("/", "%2F")));
        }

        /** Returns the events a second, each stored, and delivered before the time is taken. */
        double deliver() throws Exception {
            long before = arrived.get();
            var watch = Rate.Watch.start();
            Load load = Load.run(callers, turn, _ -> putInto(NOTIFIED));
            long made = Math.round(load.perSecond() * turn.toNanos() / 1e9);
            while (arrived.get() - before < made * 0.99) {
                Thread.onSpinWait();
            }
            return watch.rate(arrived.get() - before).perSecond();
        }

        void readMany() throws InterruptedException {
            Journey.each(READ_FIRST, callers, _ -> get(any()));
        }

        private void get(String name) {
            calls.get("/" + BUCKET + "/" + name, "");
        }

        private double rate(IntConsumer call) throws Exception {
            return Load.run(callers, turn, call).perSecond();
        }

        private void putInto(String bucket) {
            calls.put("/" + bucket + "/" + StoredObjects.name(serial.incrementAndGet()), "", BODY);
        }

        private String any() {
            return StoredObjects.name(ThreadLocalRandom.current().nextLong(objects));
        }

        @Override
        public void close() throws IOException {
            calls.close();
            server.close();
            sink.close();
        }
    }

    private interface Measure {
        double of(Side side) throws Exception;
    }

    private void run(
            Path few, long fewObjects, Path many, long manyObjects, int rounds, String memory)
            throws Exception {
        Map<String, Measure> measures = new LinkedHashMap<>();
        measures.put("PUT", Side::put);
        measures.put("GET", Side::get);
        measures.put("list of 100", Side::list);
        measures.put("PUT and delivery", Side::deliver);
        try (var empty = new Side(few, fewObjects, memory);
                var full = new Side(many, manyObjects, memory)) {
            empty.readMany();
            full.readMany();
            for (var measure : measures.entrySet()) {
                compare(measure.getKey(), measure.getValue(), empty, full, rounds);
            }
            System.out.printf(
                    "resident: %,d MiB with %,d objects, %,d MiB with %,d; memory %s, heap at most"
                            + " 512 MiB%n",
                    empty.server.residentMiB(),
                    fewObjects,
                    full.server.residentMiB(),
                    manyObjects,
                    memory);
        }
    }

    /** Compares the sides. They take turns, and each begins in every other round. */
    private static void compare(String name, Measure measure, Side few, Side many, int rounds)
            throws Exception {
        for (int warmUp = 0; warmUp < WARM_UPS; warmUp++) {
            measure.of(few);
            measure.of(many);
        }
        var ratios = new ArrayList<Double>();
        for (int round = 1; round <= rounds; round++) {
            boolean fewFirst = round % 2 == 1;
            double first = measure.of(fewFirst ? few : many);
            double second = measure.of(fewFirst ? many : few);
            double ofFew = fewFirst ? first : second;
            double ofMany = fewFirst ? second : first;
            System.out.printf(
                    "%-16s few %,8.0f/s   many %,8.0f/s   ratio %.2f%n",
                    name, ofFew, ofMany, ofMany / ofFew);
            ratios.add(ofMany / ofFew);
        }
        System.out.println(Verdict.of(name + " many ÷ few", ratios).atLeast(BAR));
    }

    /** Returns a folder with so many objects: a kept one, or a new one. */
    private static Path filled(Scratch scratch, long objects) throws Exception {
        Path parent =
                Optional.ofNullable(System.getenv("BENCHMARK_FOLDERS"))
                        .map(Path::of)
                        .orElse(scratch.path());
        Path folder = parent.resolve("stored-" + objects);
        if (!Files.isDirectory(folder)) {
            Path unfinished = parent.resolve("unfinished-" + objects);
            Child.of(List.of(), StoredBenchmark.class, "fill", unfinished, objects).run();
            Files.move(unfinished, folder);
        }
        return folder;
    }

    private static void fill(Path folder, long objects) throws Exception {
        try (var journey =
                new Journey(
                        Files.createDirectories(folder),
                        new TopicsAndRules(List.of(), Map.of()),
                        new ChosenEndpoints(target -> {
                            throw new IllegalStateException("no request is expected: " + target);
                        }))) {
            var store = journey.store();
            store.buckets().create(BUCKET, "root");
            var watch = Rate.Watch.start();
            new StoredObjects(store, BUCKET).fill(objects);
            System.out.printf("filled with %,d objects, %s%n", objects, watch.rate(objects));
        }
    }
}
