package dev.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.rule.EndpointKind;
import dev.carillon.rule.Target;
import dev.carillon.testkit.SettableClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

class EndpointProviderFactoryTest {
    private final ClassLoader usual = Thread.currentThread().getContextClassLoader();
    private final EndpointEnvironment environment =
            new EndpointEnvironment(new AddressGuard(List.of(), true), SettableClock.atNewYear());

    @TempDir Path folder;

    @AfterEach
    void goBack() {
        Thread.currentThread().setContextClassLoader(usual);
    }

    @Test
    void http_comes_with_the_product() {
        List<EndpointProvider> installed = EndpointProviderFactory.installed(environment);

        assertThat(installed)
                .singleElement()
                .satisfies(provider ->
                        assertThat(provider.kind().schemes())
                                .containsExactlyInAnyOrder("http", "https"));
        installed.forEach(EndpointProvider::close);
    }

    @Test
    void a_kind_that_cannot_be_loaded_is_named() throws Exception {
        alsoOnTheClassPath("dev.carillon.missing.Factory");

        assertThatThrownBy(() -> EndpointProviderFactory.installed(environment))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("an endpoint kind on the class path cannot be used")
                .hasMessageContaining("dev.carillon.missing.Factory");
    }

    @Test
    void a_second_kind_for_the_same_addresses_is_named_and_everything_closed() throws Exception {
        SecondHttp.closed = false;
        alsoOnTheClassPath(SecondHttp.class.getName());

        assertThatThrownBy(() -> EndpointProviderFactory.installed(environment))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(
                        "http:// addresses are served by two endpoint kinds, HTTP and second");
        assertThat(SecondHttp.closed).isTrue();
    }

    @Test
    void a_kind_whose_library_is_missing_is_named_and_everything_closed() throws Exception {
        SecondHttp.closed = false;
        alsoOnTheClassPath(SecondHttp.class.getName() + "\n" + WithoutLibrary.class.getName());

        assertThatThrownBy(() -> EndpointProviderFactory.installed(environment))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(WithoutLibrary.class.getName())
                .hasMessageContaining("java.lang.NoClassDefFoundError: org/toys/Client");
        assertThat(SecondHttp.closed).isTrue();
    }

    @Test
    void a_thread_with_another_class_path_has_the_kinds_of_the_product() throws Exception {
        try (var elsewhere = new URLClassLoader(new URL[0], ClassLoader.getPlatformClassLoader())) {
            Thread.currentThread().setContextClassLoader(elsewhere);
            http_comes_with_the_product();
            Thread.currentThread().setContextClassLoader(null);
            http_comes_with_the_product();
        }
    }

    @Test
    void a_provider_that_cannot_be_closed_does_not_keep_others_open() {
        SecondHttp.closed = false;
        var second = new SecondHttp().create(environment);

        EndpointProvider.closeAll(List.of(Unopened.unclosable(), second));

        assertThat(SecondHttp.closed).isTrue();
    }

    private void alsoOnTheClassPath(String factory) throws IOException {
        Path named = folder.resolve("META-INF/services/" + EndpointProviderFactory.class.getName());
        Files.createDirectories(named.getParent());
        Files.writeString(named, factory);
        var classPath = new URLClassLoader(new URL[] {folder.toUri().toURL()}, usual);
        Thread.currentThread().setContextClassLoader(classPath);
    }

    /** Serves what HTTP serves. */
    public static final class SecondHttp implements EndpointProviderFactory {
        private static boolean closed;

        @Override
        public EndpointProvider create(EndpointEnvironment environment) {
            return new Unopened("second", "http", () -> closed = true);
        }
    }

    /** Needs a library that is not on the class path. */
    public static final class WithoutLibrary implements EndpointProviderFactory {
        @Override
        public EndpointProvider create(EndpointEnvironment environment) {
            throw new NoClassDefFoundError("org/toys/Client");
        }
    }

    /** A provider whose endpoints are never opened, and that does {@code closing} when closed. */
    private record Unopened(String name, String scheme, Runnable closing)
            implements EndpointProvider {
        static Unopened unclosable() {
            return new Unopened(
                    "unclosable",
                    "unclosable",
                    () -> {
                        throw new IllegalStateException("it does not close");
                    });
        }

        @Override
        public EndpointKind kind() {
            return EndpointKind.of(name, Set.of(scheme));
        }

        @Override
        public Optional<String> objection(Target target) {
            return Optional.empty();
        }

        @Override
        public Endpoint open(Target target) {
            throw new IllegalStateException("never opened");
        }

        @Override
        public void close() {
            closing.run();
        }
    }
}
