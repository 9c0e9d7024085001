package dev.carillon.http;

import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

import java.util.UUID;

/** The TLS handshakes of one port, and the certificate that they show. For any thread. */
final class Handshakes {
    private final SslContextFactory.Server context = new SslContextFactory.Server();

    Handshakes(Tls tls) {
        context.setSniRequired(false);
        show(tls, context);
    }

    /** The protocol of the connector; it begins and ends with the server. */
    ConnectionFactory protocol() {
        return new SslConnectionFactory(context, "http/1.1");
    }

    /**
     * Shows this certificate in every handshake from now on. TLS sessions of earlier connections
     * cannot be resumed, so no client goes on with the certificate of before; open connections do
     * not notice.
     *
     * @throws BadTlsException when it cannot be used; the certificate of before stays in use
     */
    void use(Tls tls) {
        try {
            tryOut(tls);
            context.reload(_ -> show(tls, context));
        } catch (Exception e) {
            throw new BadTlsException("certificate and key cannot be used: " + e.getMessage(), e);
        }
    }

    /** Jetty forgets the old certificate before it looks at the new one, so we look first. */
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
