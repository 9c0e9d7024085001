package dev.carillon.endpoint;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;

import java.net.Socket;
import java.util.Optional;

/**
 * Observes the phases of an HTTP attempt, so that a diagnosis runs the same client as deliveries.
 * Called on the attempt's own thread.
 */
interface AttemptWatch {
    /** A watch that observes nothing. */
    AttemptWatch NONE = new AttemptWatch() {};

    /** Returns the value of the header Authorization, as {@link Authorization#header} does. */
    default Optional<String> authorization(Authorization source, long end) throws NoTokenException {
        return source.header(end);
    }

    /** Returns whether a message whose token was refused is sent once more with a new one. */
    default boolean repeats() {
        return true;
    }

    /** Returns the resolver to use in place of {@code names}. */
    default DnsResolver over(GuardedNames names) {
        return names;
    }

    /** Returns a socket to connect with. */
    default Socket socket() {
        return new Socket();
    }

    /** Returns the TLS strategy to use in place of {@code trust}. */
    default TlsSocketStrategy over(TlsTrust trust) {
        return trust;
    }

    /** Called when the head of the answer has arrived. */
    default void answering() {}

    /** Called when the answer has been read. */
    default void answered(HttpAnswer answer, SentSecrets asked) {}
}
