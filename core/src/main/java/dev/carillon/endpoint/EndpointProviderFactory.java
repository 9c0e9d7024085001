package dev.carillon.endpoint;

import dev.carillon.rule.EndpointKinds;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * Creates the provider of one kind of endpoint. A kind is added to a server by being on its class
 * path: implementations are public, have a public constructor without parameters, and are named in
 * {@code META-INF/services/dev.carillon.endpoint.EndpointProviderFactory} (ADR 0018).
 */
public interface EndpointProviderFactory {
    /** Creates a provider, which the caller closes. Connects to nothing. */
    EndpointProvider create(EndpointEnvironment environment);

    /**
     * Creates a provider of each kind on the class path of this program, and on that of the calling
     * thread, which is another one if the program embeds Carillon and has several. The caller
     * closes them; if this throws, none is left to close.
     *
     * @throws IllegalStateException if a kind cannot be loaded, cannot be created, or cannot be
     *     served beside the others; the message names it
     */
    static List<EndpointProvider> installed(EndpointEnvironment environment) {
        List<EndpointProvider> made = new ArrayList<>();
        try {
            for (ServiceLoader.Provider<EndpointProviderFactory> factory : factories()) {
                made.add(create(factory, environment));
            }
            var _ = new EndpointKinds(made.stream().map(EndpointProvider::kind).toList());
            return made;
        } catch (RuntimeException | ServiceConfigurationError e) {
            EndpointProvider.closeAll(made);
            throw new IllegalStateException(
                    "an endpoint kind on the class path cannot be used: " + e.getMessage(), e);
        } catch (Error e) {
            EndpointProvider.closeAll(made);
            throw e;
        }
    }

    /** Finds each factory once, although a class path usually contains that of its parent. */
    private static Collection<ServiceLoader.Provider<EndpointProviderFactory>> factories() {
        var found = new LinkedHashMap<Class<?>, ServiceLoader.Provider<EndpointProviderFactory>>();
        for (ClassLoader classPath : classPaths()) {
            ServiceLoader.load(EndpointProviderFactory.class, classPath).stream()
                    .forEach(factory -> found.putIfAbsent(factory.type(), factory));
        }
        return found.values();
    }

    /** Returns the class paths; that of the thread only if it has this very Carillon. */
    private static List<ClassLoader> classPaths() {
        ClassLoader own = EndpointProviderFactory.class.getClassLoader();
        ClassLoader ofThread = Thread.currentThread().getContextClassLoader();
        return ofThread == null || ofThread == own || !isOn(ofThread)
                ? List.of(own)
                : List.of(own, ofThread);
    }

    private static boolean isOn(ClassLoader classPath) {
        try {
            return classPath.loadClass(EndpointProviderFactory.class.getName())
                    == EndpointProviderFactory.class;
        } catch (ClassNotFoundException _) {
            return false;
        }
    }

    /** Creates a provider; a failure names its factory, for example if a library is missing. */
    private static EndpointProvider create(
            ServiceLoader.Provider<EndpointProviderFactory> factory,
            EndpointEnvironment environment) {
        try {
            return Objects.requireNonNull(factory.get().create(environment));
        } catch (RuntimeException | LinkageError e) {
            throw new IllegalStateException(factory.type().getName() + " failed with " + e, e);
        }
    }
}
