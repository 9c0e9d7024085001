package dev.carillon.endpoint;

import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;

import java.net.Socket;

/**
 * Sees the parts of HTTP attempts go by: so a diagnosis runs the very client that deliveries use.
 * Told on the attempt's own thread.
 */
interface AttemptWatch {
    /** Sees nothing. */
    AttemptWatch NONE = new AttemptWatch() {};

    /** Resolves as the names do. */
    default DnsResolver over(GuardedNames names) {
        return names;
    }

    /** A socket to connect with. */
    default Socket socket() {
        return new Socket();
    }

    /** Secures as the trust does. */
    default TlsSocketStrategy over(TlsTrust trust) {
        return trust;
    }

    /** The head of the answer is here. */
    default void answering() {}

    /** The answer was read. */
    default void answered(HttpAnswer answer, HttpAddress asked) {}
}
