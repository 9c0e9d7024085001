package dev.carillon.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** A client's TLS connection, which records the certificate that it was presented. */
final class TlsConnection implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    private final SSLSocket socket;

    /** Connects; the handshake is complete when this returns. */
    TlsConnection(SSLContext client, String url) throws IOException {
        var address = URI.create(url);
        socket =
                (SSLSocket)
                        client.getSocketFactory()
                                .createSocket(address.getHost(), address.getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.startHandshake();
    }

    X509Certificate shown() throws IOException {
        return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }

    /** Returns the first line of the answer to a request over this connection, which stays open. */
    String ask(String path) throws IOException {
        var out = socket.getOutputStream();
        out.write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(US_ASCII));
        out.flush();
        String head = head();
        int length = Integer.parseInt(head.replaceAll("(?is).*content-length: (\\d+).*", "$1"));
        socket.getInputStream().skipNBytes(length);
        return head.lines().findFirst().orElseThrow();
    }

    private String head() throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("closed after: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** Returns a client context that accepts any of the certificates. */
    static SSLContext trusting(X509Certificate... certificates)
            throws GeneralSecurityException, IOException {
        var keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        for (X509Certificate certificate : certificates) {
            keys.setCertificateEntry(certificate.getSubjectX500Principal().getName(), certificate);
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
