package dev.carillon.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.endpoint.AddressGuard;
import dev.carillon.endpoint.EndpointEnvironment;
import dev.carillon.endpoint.EndpointProvider;
import dev.carillon.endpoint.EndpointProviderFactory;
import dev.carillon.rule.EndpointKinds;
import dev.carillon.rule.RefusedException;
import dev.carillon.rule.Target;
import dev.carillon.rule.TopicAttributes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class AmqpEndpointProviderTest {
    private final AmqpEndpointProvider provider = Endpoints.provider();

    @TempDir private Path folder;

    @Test
    void a_complete_target_has_no_objection() {
        assertThat(provider.objection(Endpoints.target("amqp://h"))).isEmpty();
        assertThat(provider.objection(Endpoints.target("amqps://h/v", "amqp-ack-level", "none")))
                .isEmpty();
        assertThat(provider.objection(Endpoints.target("amqp://h", "verify-ssl", "false")))
                .isEmpty();
        assertThat(
                        provider.objection(
                                Endpoints.target("amqp://h", "user-name", "u", "password", "p")))
                .isEmpty();
    }

    @Test
    void an_exchange_is_mandatory() {
        assertThat(provider.objection(new Target("amqp://h", Map.of())).orElseThrow())
                .contains("amqp-exchange is missing");
        assertThat(objection("amqp://h", "amqp-exchange", "x".repeat(256)))
                .contains("amqp-exchange is too long");
    }

    @Test
    void a_topics_name_must_fit_a_routing_key() {
        var target = Endpoints.target("amqp://h");
        assertThat(provider.objection(target.of(Optional.of("t".repeat(255))))).isEmpty();
        assertThat(provider.objection(target.of(Optional.of("t".repeat(256)))).orElseThrow())
                .contains("choose a shorter name");
    }

    @ParameterizedTest
    @CsvSource({
        "ca-location, /etc/ca.pem",
        "ssl-certificate-location, /etc/c.pem",
        "ssl-key-location, /etc/k.pem",
        "ssl-key-password, k3y"
    })
    void tls_attributes_without_tls_are_refused(String name, String value) {
        assertThat(objection("amqp://h", name, value))
                .contains(name + " has no effect without TLS: write amqps://")
                .doesNotContain("k3y");
    }

    @Test
    void a_file_that_is_missing_or_holds_no_certificate_is_refused() throws IOException {
        Path missing = folder.resolve("missing.pem");
        assertThat(objection("amqps://h", "ca-location", missing.toString()))
                .contains("missing.pem");
        Path text = Files.writeString(folder.resolve("text.pem"), "hello");
        assertThat(objection("amqps://h", "ca-location", text.toString())).contains("text.pem");
        assertThat(objection("amqps://h", "ssl-key-location", text.toString()))
                .contains("ssl-certificate-location");
    }

    @Test
    void two_different_users_are_refused_without_their_passwords() {
        assertThat(objection("amqp://a:first@h", "user-name", "b", "password", "second"))
                .contains("write them in one place only")
                .doesNotContain("first", "second");
    }

    @ParameterizedTest
    @CsvSource({
        "amqp://127.0.0.1, loopback",
        "amqp://localhost:7/v, loopback",
        "amqp://169.254.169.254, --allow-targets",
        "amqps://[::ffff:10.0.0.1], --allow-targets",
        "amqp://0x0a.1, --allow-targets"
    })
    void addresses_that_the_guard_refuses_are_refused(String address, String words) {
        try (var strict = Endpoints.provider(false)) {
            assertThat(strict.objection(Endpoints.target(address)).orElseThrow()).contains(words);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "amqp-ack-level, all, 'write one of none, broker, routable'",
        "amqp-ack-level, Broker, 'write one of none, broker, routable'",
        "amqp-version, 1-0, write one of 0-9-1",
        "verify-ssl, maybe, write true or false"
    })
    void values_that_are_no_choice_are_refused(String name, String value, String words) {
        var attributes =
                new TopicAttributes(
                        new EndpointKinds(List.of(provider.kind())), provider::objection);
        assertThatThrownBy(() ->
                        attributes.topic(
                                "t",
                                "owner",
                                Map.of(
                                        "push-endpoint",
                                        "amqp://h",
                                        "amqp-exchange",
                                        "e",
                                        name,
                                        value)))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining(words);
    }

    @Test
    void the_kind_is_installed_and_replaces_ceph_s_description_of_it() {
        var environment =
                new EndpointEnvironment(new AddressGuard(List.of(), true), InstantSource.system());
        List<EndpointProvider> installed = EndpointProviderFactory.installed(environment);
        EndpointProvider.closeAll(installed);
        var kinds = new EndpointKinds(installed.stream().map(EndpointProvider::kind).toList());

        assertThat(kinds.objection(Endpoints.target("amqps://h"))).isEmpty();
    }

    @Test
    void nothing_of_the_client_library_is_loaded_before_the_first_endpoint() throws Exception {
        var loader = new WithoutClientLibrary();
        Class<?> test = loader.loadClass(Unopened.class.getName());

        test.getMethod("run").invoke(test.getConstructor().newInstance());

        assertThat(loader.asked).isEmpty();
    }

    /** Everything that a server does with a kind that no topic uses. */
    public static final class Unopened {
        public Unopened() {}

        /** Creates and closes a provider, and asks it what a server asks at its start. */
        public void run() {
            var environment =
                    new EndpointEnvironment(
                            new AddressGuard(List.of(), true), InstantSource.system());
            try (var made = new AmqpEndpointProviderFactory().create(environment)) {
                made.kind();
                made.objection(Endpoints.target("amqps://h/v"));
                made.relevant(Endpoints.target("amqp://h"));
            }
        }
    }

    private String objection(String address, String... options) {
        return provider.objection(Endpoints.target(address, options)).orElseThrow();
    }

    /** Loads this package's classes itself, so that it is asked for all that they need. */
    private static final class WithoutClientLibrary extends ClassLoader {
        private final List<String> asked = new ArrayList<>();

        WithoutClientLibrary() {
            super(AmqpEndpointProviderTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("com.rabbitmq.")) {
                asked.add(name);
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("dev.carillon.amqp.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            return known == null ? defined(name) : known;
        }

        private Class<?> defined(String name) throws ClassNotFoundException {
            String file = name.replace('.', '/') + ".class";
            try (InputStream in = getResourceAsStream(file)) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
