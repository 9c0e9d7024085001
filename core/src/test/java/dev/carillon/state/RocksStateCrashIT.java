package dev.carillon.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.state.CrashingWriters.Ack;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Kills a process with 32 writers, again and again on one directory: after every restart its
 * acknowledged commits are there, complete, and numbers have no gap. This shows that a process may
 * die at any moment; counting syncs ({@code .ci/count-syncs}) shows it for the machine.
 */
class RocksStateCrashIT {
    private static final int ROUNDS = 10;
    private static final int WRITERS = 32;
    private static final Duration LONGEST_LIFE = Duration.ofMillis(300);

    @TempDir private Path directory;
    private final Map<Integer, Long> lastKnown = new HashMap<>();
    private long lastNumber;
    private long lastStamp;

    @Test
    void every_acknowledged_commit_is_there_after_a_kill() throws Exception {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        for (int round = 1; round <= ROUNDS; round++) {
            List<Ack> acks = lifeOfAProcess(random.nextLong(LONGEST_LIFE.toNanos()));
            try (var state = RocksState.open(directory)) {
                verify(state, acks);
            } catch (AssertionError e) {
                throw new AssertionError("round " + round + ", seed " + seed, e);
            }
        }
        assertThat(lastNumber).isGreaterThan(ROUNDS);
    }

    /** Starts the process, and kills it that long after its first commit. */
    private List<Ack> lifeOfAProcess(long nanos) throws IOException, InterruptedException {
        var process =
                new ProcessBuilder(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                CrashingWriters.class.getName(),
                                directory.toString(),
                                Integer.toString(WRITERS),
                                "0")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        var acks = new ArrayList<Ack>();
        var out = process.getInputStream();
        byte[] bytes = out.readNBytes(Ack.BYTES);
        Thread.ofVirtual()
                .start(() -> {
                    LockSupport.parkNanos(nanos);
                    // The handle kills the process, and its output can still be read to the end.
                    process.toHandle().destroyForcibly();
                });
        while (bytes.length == Ack.BYTES) {
            acks.add(Ack.of(bytes));
            bytes = out.readNBytes(Ack.BYTES);
        }
        assertThat(process.waitFor()).as("killed, not ended").isEqualTo(128 + 9);
        return acks;
    }

    private void verify(State state, List<Ack> acks) {
        assertThat(acks).isNotEmpty();
        for (Ack ack : acks) {
            var kept = state.get(CrashingWriters.numberKey(ack.number())).orElseThrow();
            assertThat(kept.stamp()).isEqualTo(ack.stamp());
            var value = new BytesReader(kept.value());
            assertThat(value.i64()).isEqualTo(ack.writer());
            assertThat(value.i64()).isEqualTo(ack.serial());
            lastKnown.merge(ack.writer(), ack.serial(), Math::max);
        }
        verifyNumbers(state);
        lastKnown.replaceAll((writer, serial) -> verifyWriter(state, writer, serial));
    }

    private void verifyNumbers(State state) {
        long counted =
                new BytesReader(state.get(CrashingWriters.COUNTER).orElseThrow().value()).i64();
        long expected = 0;
        long stamp = 0;
        try (var view = state.view();
                var scan = view.scan(Template.builder().u8('k').key())) {
            while (scan.next()) {
                expected++;
                assertThat(scan.key()).as("no gap").isEqualTo(CrashingWriters.numberKey(expected));
                assertThat(scan.stamp()).isGreaterThan(stamp);
                stamp = scan.stamp();
            }
        }
        assertThat(counted).isEqualTo(expected);
        assertThat(counted).isGreaterThan(lastNumber);
        assertThat(stamp).isGreaterThan(lastStamp);
        lastNumber = counted;
        lastStamp = stamp;
    }

    /**
     * Checks one writer's key: the last known, or the next one, which was in progress when the
     * process died.
     */
    private static long verifyWriter(State state, int writer, long known) {
        var serials = new ArrayList<Long>();
        try (var view = state.view();
                var scan = view.scan(CrashingWriters.writerKeys(writer))) {
            while (scan.next()) {
                serials.add(CrashingWriters.serial(scan.key()));
                long number = new BytesReader(scan.value()).i64();
                var numbered = state.get(CrashingWriters.numberKey(number)).orElseThrow();
                assertThat(numbered.stamp()).isEqualTo(scan.stamp());
            }
        }
        assertThat(serials).hasSize(1);
        assertThat(serials.getFirst()).isBetween(known, known + 1);
        return serials.getFirst();
    }
}
