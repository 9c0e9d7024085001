package dev.carillon.amqp;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Gives tests a broker and a consumer at it: one broker for all test classes, because starting it
 * takes seconds, and one consumer a test.
 */
final class OneBroker implements ParameterResolver {
    private static final Namespace SPACE = Namespace.create(OneBroker.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == QpidBroker.class || type == Inbox.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var shared =
                context.getRoot()
                        .getStore(SPACE)
                        .computeIfAbsent("broker", _ -> Running.start(), Running.class)
                        .broker();
        return parameter.getParameter().getType() == QpidBroker.class
                ? shared
                : context.getStore(SPACE)
                        .computeIfAbsent("inbox", _ -> consumer(shared), Inbox.class);
    }

    /** The broker and its folder, which is deleted with all that is in it. */
    private record Running(QpidBroker broker, Path folder) implements AutoCloseable {
        static Running start() {
            try {
                Path folder = Files.createTempDirectory("qpid");
                return new Running(QpidBroker.start(folder, 0), folder);
            } catch (Exception e) {
                throw new IllegalStateException("Qpid did not start", e);
            }
        }

        @Override
        public void close() throws IOException {
            broker.close();
            List<Path> files;
            try (Stream<Path> tree = Files.walk(folder)) {
                files = tree.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static Inbox consumer(QpidBroker broker) {
        try {
            return Inbox.at(broker.port());
        } catch (Exception e) {
            throw new IllegalStateException("no consumer", e);
        }
    }
}
