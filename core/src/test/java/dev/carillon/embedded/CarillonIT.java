package dev.carillon.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.endpoint.EndpointEnvironment;
import dev.carillon.endpoint.EndpointProvider;
import dev.carillon.endpoint.EndpointProviderFactory;
import dev.carillon.server.ConfigException;
import dev.carillon.server.Setting;
import dev.carillon.signature.AccessKey;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class CarillonIT {
    @Test
    void a_server_over_a_folder_keeps_its_data(@TempDir Path data) {
        AccessKey first;
        try (var carillon = Carillon.start(EmbeddedSettings.in(data))) {
            first = carillon.rootKey();
            assertThat(carillon.s3Url()).startsWith("http://127.0.0.1:");
            assertThat(carillon.b2Url()).isNotEqualTo(carillon.s3Url());
            assertThat(carillon.adminUrl()).isNotEqualTo(carillon.b2Url());
        }
        try (var again = Carillon.start(EmbeddedSettings.in(data))) {
            assertThat(again.rootKey().id()).isEqualTo(first.id());
        }
    }

    @Test
    void several_run_in_one_process() {
        try (var one = Carillon.start(EmbeddedSettings.temporary());
                var other = Carillon.start(EmbeddedSettings.temporary())) {
            assertThat(one.s3Url()).isNotEqualTo(other.s3Url());
        }
    }

    @Test
    void a_temporary_folder_is_removed_with_all_that_is_in_it() throws Exception {
        DataFolder folder = DataFolder.of(Optional.empty());
        Files.writeString(Files.createDirectories(folder.path().resolve("a/b")).resolve("c"), "d");
        folder.close();
        assertThat(folder.path()).doesNotExist();
    }

    @Test
    void closing_again_does_nothing() throws Exception {
        var carillon = Carillon.start(EmbeddedSettings.temporary());
        var failures = new ConcurrentLinkedQueue<Throwable>();
        var closing =
                Stream.generate(() -> Thread.ofPlatform().unstarted(carillon::close))
                        .limit(4)
                        .toList();
        closing.forEach(thread -> thread.setUncaughtExceptionHandler((_, e) -> failures.add(e)));
        closing.forEach(Thread::start);
        for (Thread thread : closing) {
            thread.join();
        }
        carillon.close();
        assertThat(failures).isEmpty();
    }

    @Test
    void no_thread_is_left() throws Exception {
        var before = Thread.getAllStackTraces().keySet();
        try (var carillon = Carillon.start(EmbeddedSettings.temporary());
                var client = HttpClient.newHttpClient()) {
            var health = URI.create(carillon.adminUrl() + "/healthz");
            var answer =
                    client.send(HttpRequest.newBuilder(health).build(), BodyHandlers.discarding());
            assertThat(answer.statusCode()).isEqualTo(200);
        }
        await().pollInSameThread().untilAsserted(() -> assertThat(left(before)).isEmpty());
    }

    /** Returns the names of new threads, without those with which the JDK runs virtual threads. */
    private static Set<String> left(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name -> !name.matches("(ForkJoinPool|VirtualThread)-.*|.*-Poller"))
                .collect(Collectors.toSet());
    }

    @Test
    void an_error_at_the_start_leaves_the_folder_free(@TempDir Path data, @TempDir Path kinds)
            throws Exception {
        Path named = kinds.resolve("META-INF/services/" + EndpointProviderFactory.class.getName());
        Files.createDirectories(named.getParent());
        Files.writeString(named, Broken.class.getName());
        var thread = Thread.currentThread();
        ClassLoader usual = thread.getContextClassLoader();
        try (var classPath = new URLClassLoader(new URL[] {kinds.toUri().toURL()}, usual)) {
            thread.setContextClassLoader(classPath);
            assertThatThrownBy(() -> Carillon.start(EmbeddedSettings.in(data)))
                    .isInstanceOf(AssertionError.class);
        } finally {
            thread.setContextClassLoader(usual);
        }
        try (var carillon = Carillon.start(EmbeddedSettings.in(data))) {
            assertThat(carillon.s3Url()).isNotEmpty();
        }
    }

    /** A kind of endpoint whose code is wrong. */
    public static final class Broken implements EndpointProviderFactory {
        @Override
        public EndpointProvider create(EndpointEnvironment environment) {
            throw new AssertionError("broken");
        }
    }

    @Test
    void a_named_folder_stays(@TempDir Path data) {
        DataFolder.of(Optional.of(data)).close();
        assertThat(data).exists();
    }

    @Test
    void settings_are_checked_when_the_server_starts() {
        var wrong = EmbeddedSettings.temporary().with(Setting.S3_PORT, "many");
        assertThatThrownBy(() -> Carillon.start(wrong))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("s3-port");
    }

    @ParameterizedTest
    @CsvSource({
        "DATA, EmbeddedSettings.in",
        "LOG, SLF4J provider",
        "LOG_ATTEMPTS, the logger carillon.attempt",
    })
    void what_has_no_effect_here_is_refused_with_what_to_do(Setting setting, String advice) {
        var settings = EmbeddedSettings.temporary();
        assertThatThrownBy(() -> settings.with(setting, "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(advice);
    }

    @Test
    void a_port_that_is_off_has_no_address() {
        var settings = EmbeddedSettings.temporary().with(Setting.B2_PORT, "off");
        try (var carillon = Carillon.start(settings)) {
            assertThatThrownBy(carillon::b2Url).hasMessage("the B2 port is off");
        }
    }
}
