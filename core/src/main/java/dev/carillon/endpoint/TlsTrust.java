package dev.carillon.endpoint;

import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;

import java.io.IOException;
import java.net.Socket;
import java.util.Optional;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** The handshakes of one target's HTTP connections, with the target's TLS. Thread-safe. */
final class TlsTrust implements TlsSocketStrategy {
    private final ClientTls tls;
    private volatile Optional<Prepared> ready = Optional.empty();

    TlsTrust(ClientTls tls) {
        this.tls = tls;
    }

    /** The client's strategy for a context. */
    private record Prepared(SSLContext context, TlsSocketStrategy strategy) {}

    ClientTls tls() {
        return tls;
    }

    @Override
    public SSLSocket upgrade(
            Socket socket, String host, int port, Object attachment, HttpContext context)
            throws IOException {
        SSLSocket secured = strategy().upgrade(socket, host, port, attachment, context);
        try {
            tls.checkValidity(secured.getSession());
            return secured;
        } catch (SSLException e) {
            secured.close();
            throw e;
        }
    }

    private TlsSocketStrategy strategy() throws SSLException {
        SSLContext context = tls.context();
        Optional<Prepared> before = ready;
        if (before.isPresent() && before.get().context == context) {
            return before.get().strategy;
        }
        var names =
                tls.verifiesNames()
                        ? HttpsSupport.getDefaultHostnameVerifier()
                        : NoopHostnameVerifier.INSTANCE;
        var made =
                new Prepared(
                        context,
                        new DefaultClientTlsStrategy(
                                context, HostnameVerificationPolicy.CLIENT, names));
        ready = Optional.of(made);
        return made.strategy;
    }
}
