package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.notifier.ChildJvm;
import dev.carillon.registry.AppKeys;
import dev.carillon.registry.SecretsAudit;
import dev.carillon.registry.SecretsSealing;
import dev.carillon.registry.TopicSealing;
import dev.carillon.registry.Topics;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.secrets.KeySource;
import dev.carillon.secrets.SealingKeys;
import dev.carillon.signature.Secret;
import dev.carillon.state.Commit;
import dev.carillon.state.Hole;
import dev.carillon.state.KeyTable;
import dev.carillon.state.RocksState;
import dev.carillon.state.Template;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Kills -9 at random moments of the sealing: no secret is lost, the next start seals the rest, and
 * then no file holds one. {@code -Dcarillon.sealing-rounds=N} makes the run longer.
 */
class SealingCrashIT {
    private static final int ROUNDS = Integer.getInteger("carillon.sealing-rounds", 1);
    private static final int TOPICS = 3_000;
    private static final int APP_KEYS = 500;
    private static final int AT_ONCE = 1_000;

    /** The secrets of the folder that a program of format 5 made. */
    private static final int OTHERS = 4;

    private static final long BYTES_OF_ONE = 250;
    private static final List<String> CLEAR = List.of("s3cret", "K0009bKb0yGiA0gJuHsiHhMWpvUovEs");

    @TempDir Path folder;

    private final SplittableRandom random = new SplittableRandom();

    @Test
    void a_start_killed_while_it_seals_an_older_folder_loses_no_secret() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Path data = older("data-" + round);
            assertThat(RawFiles.holding(data, CLEAR)).hasSizeGreaterThanOrEqualTo(2);
            killed(data, Serving.class);
            demandAllOpen(data);
            killed(data, Serving.class);
            demandAllOpen(data);
            demandStarts(data);
        }
    }

    @Test
    void a_rotation_killed_at_any_moment_is_ended_by_the_next_start_and_loses_no_secret()
            throws Exception {
        Path data = older("data");
        demandStarts(data);
        for (int round = 0; round < ROUNDS; round++) {
            killed(data, Rotating.class);
            demandAllOpen(data);
            killed(data, Serving.class);
            demandAllOpen(data);
            demandStarts(data);
            new DataSecrets(data, KeySource.in(data)).dropOld();
            assertThat(KeySource.in(data).find().orElseThrow().keys()).hasSize(1);
            demandAllOpen(data);
        }
    }

    /** Starts a program over the folder and kills it at a random moment of its writing. */
    private void killed(Path data, Class<?> program) throws IOException {
        Set<Path> before = logs(data);
        long written = random.nextLong(BYTES_OF_ONE * (TOPICS + APP_KEYS));
        try (var child = ChildJvm.start(program, "256m", data.toString())) {
            child.killWhen(() -> bytes(data, before) > written);
        }
    }

    /** Returns the bytes in the newest log of the database that an earlier program did not make. */
    private static long bytes(Path data, Set<Path> before) {
        long bytes = 0;
        for (Path log : logs(data)) {
            bytes += before.contains(log) ? 0 : log.toFile().length();
        }
        return bytes;
    }

    private static Set<Path> logs(Path data) {
        try (Stream<Path> files = Files.list(data.resolve("db"))) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads every secret with the keys that the folder has, as far as they are sealed. */
    private static void demandAllOpen(Path data) {
        try (var state = RocksState.open(data)) {
            SealingKeys keys = KeySource.in(data).find().orElse(SealingKeys.none());
            assertThat(keys.ids()).containsAll(SecretsSealing.named(state));
            var topics = new Topics(state, _ -> DeliveryPolicy.defaults(), TopicSealing.of(keys));
            for (int i = 0; i < TOPICS; i++) {
                var target = topics.findShown("topic-" + i).orElseThrow().topic().target();
                assertThat(target.orElseThrow().address()).isEqualTo(address(i));
            }
            var appKeys = new AppKeys(state, keys);
            for (int i = 0; i < APP_KEYS; i++) {
                assertThat(appKeys.find("key-" + i).orElseThrow().secret())
                        .isEqualTo(Secret.of("s3cret-" + i));
            }
        }
    }

    /** Lets a server start completely; then everything is sealed by the first key alone. */
    private static void demandStarts(Path data) throws Exception {
        try (var server = ServerProcess.start(data)) {
            assertThat(server.terminate()).isZero();
        }
        demandAllOpen(data);
        assertThat(RawFiles.holding(data, CLEAR)).isEmpty();
        DataAudit.Report report = DataAudit.of(data);
        assertThat(report.findings().words()).isEmpty();
        assertThat(report.secrets())
                .isEqualTo(new SecretsAudit.Report(TOPICS + APP_KEYS + OTHERS, 0, 0));
        try (var state = RocksState.open(data)) {
            assertThat(SecretsSealing.named(state))
                    .containsExactly(KeySource.in(data).find().orElseThrow().first().id());
        }
    }

    /** Makes a folder of format 5 with many topics and application keys. */
    private Path older(String name) throws Exception {
        Path data = folder.resolve(name);
        OlderFoldersIT.unpack("5-secrets", data);
        byte[] format = Files.readAllBytes(data.resolve("format"));
        try (var state = RocksState.open(data)) {
            var commit = new Commit();
            for (int i = 0; i < TOPICS; i++) {
                topic(commit, i);
                if (i % AT_ONCE == AT_ONCE - 1) {
                    state.commit(commit);
                    commit = new Commit();
                }
            }
            for (int i = 0; i < APP_KEYS; i++) {
                appKey(commit, i);
            }
            state.commit(commit);
        }
        Files.write(data.resolve("format"), format);
        return data;
    }

    private static void topic(Commit commit, int i) {
        String name = "topic-" + i;
        var value = Template.builder().u8(4).hole(new Hole.Stamp());
        value.u8(1).text("").text(name).text("owner").text("s3");
        value.u8(1 | 32 | 64).text(address(i)).i32(0);
        value.i32(1).text("X-A").text("s3cret").text("s3cret").text("opaque").i32(0);
        var key = KeyTable.TOPIC.start().u8(1).sortedText("").sortedText(name);
        commit.put(key.build(), value.build());
    }

    private static void appKey(Commit commit, int i) {
        String id = "key-" + i;
        var value = Template.builder().u8(1).text(id).text("s3cret-" + i);
        value.text("name").text("owner").texts(List.of("readFiles")).texts(List.of());
        value.text("").i64(0);
        commit.put(KeyTable.APP_KEY.start().sortedText(id).key(), value.array());
    }

    private static String address(int i) {
        return "http://u:s3cret-" + i + "@127.0.0.1:1/";
    }

    /** Runs a server over the folder that its argument names. */
    static final class Serving {
        private Serving() {}

        public static void main(String[] args) throws InterruptedException {
            try (var _ = RunningServer.over(Path.of(args[0]))) {
                ChildJvm.say("ready", 1);
                new CountDownLatch(1).await();
            }
        }
    }

    /** Rotates the keys of the folder that its argument names, and drops the old ones. */
    static final class Rotating {
        private Rotating() {}

        public static void main(String[] args) {
            Path data = Path.of(args[0]);
            var secrets = new DataSecrets(data, KeySource.in(data));
            secrets.rotate();
            ChildJvm.say("dropped", secrets.dropOld().size());
        }
    }
}
