package dev.carillon.http;

import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

import java.util.UUID;

/** The TLS handshakes of one port, and the certificate that they present. Thread-safe. */
final class Handshakes {
    private final SslContextFactory.Server context = new SslContextFactory.Server();

    Handshakes(Tls tls) {
        context.setSniRequired(false);
        show(tls, context);
    }

    /** Returns the connector's TLS protocol; it starts and stops with the server. */
    ConnectionFactory protocol() {
        return new SslConnectionFactory(context, "http/1.1");
    }

    /**
     * Presents this certificate in every handshake from now on. TLS sessions of earlier connections
     * cannot be resumed, so no client keeps using the previous certificate; open connections are
     * not affected.
     *
     * @throws BadTlsException if it cannot be used; the previous certificate stays in use
     */
    void use(Tls tls) {
        try {
            tryOut(tls);
            context.reload(_ -> show(tls, context));
        } catch (Exception e) {
            throw new BadTlsException("certificate and key cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * Checks the new certificate first, because Jetty drops the old one before it reads the new
     * one.
     */
    private static void tryOut(Tls tls) throws Exception {
        var trial = new SslContextFactory.Server();
        show(tls, trial);
        trial.start();
        trial.stop();
    }

    private static void show(Tls tls, SslContextFactory.Server context) {
        String password = UUID.randomUUID().toString();
        context.setKeyStore(tls.keyStore(password.toCharArray()));
        context.setKeyStorePassword(password);
    }
}
