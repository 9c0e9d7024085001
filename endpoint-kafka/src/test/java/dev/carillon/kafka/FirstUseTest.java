package dev.carillon.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.endpoint.AddressGuard;
import dev.carillon.endpoint.EndpointEnvironment;
import dev.carillon.endpoint.EndpointProvider;
import dev.carillon.endpoint.EndpointProviderFactory;
import dev.carillon.rule.Target;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class FirstUseTest {
    @Test
    void a_server_that_does_not_use_kafka_loads_no_class_of_its_client() throws Exception {
        var environment =
                new EndpointEnvironment(new AddressGuard(List.of(), true), InstantSource.system());
        var target =
                new Target(
                                "kafka://a",
                                Map.of("use-ssl", "true", "user-name", "u", "password", "p"))
                        .of(Optional.of("t"));

        try (EndpointProvider provider = withoutKafka().create(environment)) {
            assertThat(provider.kind().schemes()).containsExactly("kafka");
            assertThat(provider.objection(target)).isEmpty();
        }
    }

    /** Returns the factory as a class loader makes it that has no class of Kafka's. */
    private static EndpointProviderFactory withoutKafka() throws Exception {
        return (EndpointProviderFactory)
                new WithoutKafka()
                        .loadClass(KafkaEndpointProviderFactory.class.getName())
                        .getDeclaredConstructor()
                        .newInstance();
    }

    /** Defines the classes of this module anew, and refuses those of the client. */
    private static final class WithoutKafka extends ClassLoader {
        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.apache.kafka.")) {
                throw new AssertionError(name + " was loaded");
            }
            if (!name.startsWith("dev.carillon.kafka.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }

        private Class<?> define(String name) {
            String file = "/" + name.replace('.', '/') + ".class";
            try (var in = FirstUseTest.class.getResourceAsStream(file)) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
