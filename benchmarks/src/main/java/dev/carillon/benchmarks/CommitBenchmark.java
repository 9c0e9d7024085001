package dev.carillon.benchmarks;

import dev.carillon.state.Commit;
import dev.carillon.state.Hole;
import dev.carillon.state.Key;
import dev.carillon.state.RocksState;
import dev.carillon.state.Template;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.function.ToDoubleFunction;

/**
 * Measures the durable commits a second of the embedded store, divided by those of a plain file
 * that is appended to and synced: 64 callers, two keys of 1 KiB a commit, new keys each time; and
 * the same with a number drawn from one counter that all callers share, in the key of the second.
 * The three take turns, so that other load on the machine affects all of them; the ratio is the
 * median over the rounds.
 *
 * <p>Arguments: rounds (15), seconds a turn (1), callers (64).
 */
final class CommitBenchmark {
    private static final double BAR = 0.8;
    private static final double BAR_ONE_COUNTER = 0.6;
    private static final byte[] VALUE = new byte[1 << 10];
    private static final Key COUNTER = Key.of(new byte[] {'n'});

    static {
        new SplittableRandom(1).nextBytes(VALUE);
    }

    private record Round(Load plain, Load commits, Load oneCounter) {}

    private final AtomicLong serial = new AtomicLong();
    private final Duration turn;
    private final int callers;

    private CommitBenchmark(Duration turn, int callers) {
        this.turn = turn;
        this.callers = callers;
    }

    public static void main(String[] args) throws Exception {
        var given = Arguments.of(args);
        var benchmark =
                new CommitBenchmark(Duration.ofSeconds(given.number(1, 1)), given.number(2, 64));
        try (var scratch = Scratch.make("commits")) {
            benchmark.run(scratch.path(), given.number(0, 15));
        }
    }

    private void run(Path directory, int rounds) throws Exception {
        System.out.printf(
                "%d callers on virtual threads, 2 keys of 1 KiB a commit, %d cores, JDK %s%n",
                callers, Runtime.getRuntime().availableProcessors(), Runtime.version());
        System.out.printf(
                "%-8s %32s %32s %7s %32s %7s%n",
                "round",
                "plain append+fdatasync",
                "commit",
                "ratio",
                "commit, one counter",
                "ratio");
        System.out.printf("%-8s %32s %32s %7s %32s%n", "", rates(), rates(), "", rates());
        var measured = new ArrayList<Round>();
        try (var state = RocksState.open(directory.resolve("state"))) {
            for (int round = 0; round <= rounds; round++) {
                var one =
                        new Round(
                                plain(directory.resolve("plain")),
                                load(caller -> state.commit(twoKeys())),
                                load(caller -> state.commit(twoKeysAndNumber())));
                System.out.println(row(round == 0 ? "warm-up" : "" + round, one));
                if (round > 0) {
                    measured.add(one);
                }
            }
            System.out.println(state.figures());
        }
        System.out.println(
                verdict("commit ÷ plain", measured, CommitBenchmark::ratio).atLeast(BAR));
        System.out.println(
                verdict("commit, one counter ÷ plain", measured, CommitBenchmark::ratioOne)
                        .atLeast(BAR_ONE_COUNTER));
    }

    private Load plain(Path path) throws Exception {
        try (var log = PlainLog.open(path)) {
            return load(caller -> log.append(key('a'), VALUE, key('b'), VALUE));
        } finally {
            Files.delete(path);
        }
    }

    private Load load(IntConsumer call) throws Exception {
        return Load.run(callers, turn, call);
    }

    private Commit twoKeys() {
        return new Commit().put(Key.of(key('a')), VALUE).put(Key.of(key('b')), VALUE);
    }

    private Commit twoKeysAndNumber() {
        var commit = new Commit().put(Key.of(key('a')), VALUE);
        Hole.Next number = commit.next(COUNTER);
        return commit.put(Template.builder().u8('l').hole(number).build(), Template.of(VALUE));
    }

    private byte[] key(char kind) {
        return Template.builder().u8(kind).i64(serial.incrementAndGet()).array();
    }

    private static String rates() {
        return "/s cpu µs p50 ms p99 ms";
    }

    private static String row(String name, Round round) {
        return "%-8s %32s %32s %7.2f %32s %7.2f"
                .formatted(
                        name,
                        cell(round.plain),
                        cell(round.commits),
                        ratio(round),
                        cell(round.oneCounter),
                        ratioOne(round));
    }

    private static String cell(Load load) {
        return "%,.0f %6.1f %6.2f %6.2f"
                .formatted(
                        load.perSecond(),
                        load.cpuMicros(),
                        load.p50Micros() / 1e3,
                        load.p99Micros() / 1e3);
    }

    private static double ratio(Round round) {
        return round.commits.perSecond() / round.plain.perSecond();
    }

    private static double ratioOne(Round round) {
        return round.oneCounter.perSecond() / round.plain.perSecond();
    }

    private static Verdict verdict(String what, List<Round> rounds, ToDoubleFunction<Round> ratio) {
        return Verdict.of(what, rounds.stream().map(ratio::applyAsDouble).toList());
    }
}
