package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.state.AcceptedLoss;
import dev.carillon.state.CannotOpenStateException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import software.amazon.awssdk.core.sync.RequestBody;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A server over a folder that lost a part: it reports the loss and can be repaired. */
class LostDataIT {
    private static final String LARGE = "0123456789".repeat(5_000);

    @TempDir Path folder;

    private Path data = Path.of("");

    @BeforeEach
    void fill() {
        data = folder.resolve("data");
        try (var server = RunningServer.over(data)) {
            server.s3().createBucket(builder -> builder.bucket("bucket"));
            put(server, "small", "x");
            put(server, "large", LARGE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"db", "db/CURRENT", "format", "log-end", "objects"})
    void what_is_missing_is_named_and_put_back_all_is_there(String what) throws IOException {
        List<Path> before = files();
        Path away = Files.move(data.resolve(what), folder.resolve("away"));
        assertThatThrownBy(() -> RunningServer.over(data))
                .isInstanceOf(CannotOpenStateException.class)
                .hasMessageContaining(what);
        assertThatThrownBy(() -> DataAudit.of(data))
                .hasMessageContaining(Path.of(what).getName(0).toString());
        Files.move(away, data.resolve(what));
        assertThat(files()).containsAll(before);
        assertThat(DataAudit.of(data).clean()).isTrue();
        try (var server = RunningServer.over(data)) {
            assertThat(read(server, "large")).isEqualTo(LARGE);
        }
    }

    @Test
    void large_objects_without_anything_else_are_not_taken_for_an_empty_folder()
            throws IOException {
        for (String what : List.of("db", "format", "log-end")) {
            Files.move(data.resolve(what), folder.resolve(what));
        }
        assertThatThrownBy(() -> RunningServer.over(data))
                .isInstanceOf(CannotOpenStateException.class)
                .hasMessageContaining("is only half there")
                .hasMessageContaining("put db/ back");
        for (String what : List.of("db", "format", "log-end")) {
            Files.move(folder.resolve(what), data.resolve(what));
        }
        try (var server = RunningServer.over(data)) {
            assertThat(read(server, "large")).isEqualTo(LARGE);
        }
    }

    /** Tests a process that dies while the newest object is only in its log, which is then lost. */
    @Test
    void a_lost_log_is_refused_and_accepting_that_keeps_the_large_objects() throws IOException {
        Path killed = folder.resolve("killed");
        try (var server = RunningServer.over(data)) {
            put(server, "late", LARGE + "late");
            copy(data, killed);
        }
        data = killed;
        Path log = log();
        Path away = Files.move(log, folder.resolve("away"));
        long there = -1;
        try (var server = RunningServer.over(data)) {
            assertThat(server).as("started").isNull();
        } catch (CannotOpenStateException e) {
            String message = String.valueOf(e.getMessage());
            there = Long.parseLong(message.replaceAll("(?s).*--accept-loss ([0-9]+):.*", "$1"));
        }
        Path copy = folder.resolve("copy");
        copy(data, copy);
        Files.copy(away, copy.resolve(killed.relativize(log)));
        var config = ServerConfig.of(RunningServer.settings(data));
        try (var server = new RunningServer(Server.start(config, AcceptedLoss.after(there)))) {
            assertThat(read(server, "large")).isEqualTo(LARGE);
            put(server, "again", "x");
        }
        assertThat(files().stream().filter(file -> file.startsWith("objects")).toList())
                .as("also the file of the object that was lost")
                .hasSize(2);
        data = copy;
        try (var server = RunningServer.over(data)) {
            assertThat(read(server, "late")).isEqualTo(LARGE + "late");
        }
    }

    private static void put(RunningServer server, String key, String text) {
        server.s3()
                .putObject(
                        builder -> builder.bucket("bucket").key(key), RequestBody.fromString(text));
    }

    private static String read(RunningServer server, String key) {
        return server.s3()
                .getObjectAsBytes(builder -> builder.bucket("bucket").key(key))
                .asUtf8String();
    }

    private Path log() throws IOException {
        try (Stream<Path> all = Files.list(data.resolve("db"))) {
            return all.filter(path -> path.toString().endsWith(".log")).sorted().toList().getLast();
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            return all.filter(Files::isRegularFile)
                    .map(data::relativize)
                    .filter(path ->
                            path.toString().matches("objects.*|.*sst|root-key|format|log-end"))
                    .toList();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }
}
