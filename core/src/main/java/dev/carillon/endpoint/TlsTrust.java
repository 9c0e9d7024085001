package dev.carillon.endpoint;

import dev.carillon.rule.Target;

import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.HttpsSupport;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;

import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The certificates that one target's connections trust: the runtime's authorities, those of a
 * {@code ca-location} file in their place, or any with {@code verify-ssl=false}. The file is read
 * at the first handshake, and again at the next one if that failed. Thread-safe.
 *
 * <p>A resumed TLS session does not check the certificate again, so its validity is checked here
 * for each new connection.
 */
final class TlsTrust implements TlsSocketStrategy {
    private static final long MAX_FILE_BYTES = 1 << 20;

    private final boolean verify;
    private final Optional<String> authorities;
    private final InstantSource clock;
    private volatile Optional<TlsSocketStrategy> ready = Optional.empty();

    TlsTrust(Target target, InstantSource clock) {
        this.clock = clock;
        verify = HttpKind.VERIFY_SSL.isTrue(target.options());
        authorities =
                Optional.of(HttpKind.CA_LOCATION.in(target.options()))
                        .filter(location -> !location.isBlank());
    }

    /** Returns why handshakes cannot work as configured. */
    Optional<String> objection() {
        try {
            strategy();
            return Optional.empty();
        } catch (SSLException e) {
            return Optional.of(Failures.inWords(e));
        }
    }

    @Override
    public SSLSocket upgrade(
            Socket socket, String host, int port, Object attachment, HttpContext context)
            throws IOException {
        SSLSocket secured = strategy().upgrade(socket, host, port, attachment, context);
        try {
            if (verify) {
                CertificateCheck.valid(leaf(secured.getSession()), clock.instant());
            }
            return secured;
        } catch (CertificateException e) {
            secured.close();
            throw new SSLException("certificate out of its time", e);
        }
    }

    /** Returns a description of a completed handshake for the operator. */
    String described(SSLSession session) {
        try {
            return session.getProtocol()
                    + ", "
                    + CertificateCheck.described(leaf(session), clock.instant())
                    + (verify ? "" : "; not checked, because verify-ssl=false");
        } catch (SSLPeerUnverifiedException _) {
            return session.getProtocol() + ", no certificate";
        }
    }

    private static X509Certificate leaf(SSLSession session) throws SSLPeerUnverifiedException {
        if (session.getPeerCertificates()[0] instanceof X509Certificate leaf) {
            return leaf;
        }
        throw new SSLPeerUnverifiedException("the certificate is no X.509");
    }

    private TlsSocketStrategy strategy() throws SSLException {
        if (ready.isPresent()) {
            return ready.get();
        }
        try {
            var made = make();
            ready = Optional.of(made);
            return made;
        } catch (GeneralSecurityException | IOException e) {
            throw new SSLException("no usable trust", e);
        }
    }

    private TlsSocketStrategy make() throws GeneralSecurityException, IOException {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {trust()}, null);
        HostnameVerifier names =
                verify ? HttpsSupport.getDefaultHostnameVerifier() : NoopHostnameVerifier.INSTANCE;
        return new DefaultClientTlsStrategy(context, HostnameVerificationPolicy.CLIENT, names);
    }

    private X509ExtendedTrustManager trust() throws GeneralSecurityException, IOException {
        if (!verify) {
            return new AnyCertificate();
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        if (authorities.isPresent()) {
            factory.init(read(authorities.get()));
        } else {
            factory.init((KeyStore) null); // the runtime's own
        }
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager x509) {
                return new CertificateCheck(x509);
            }
        }
        throw new GeneralSecurityException("this Java runtime checks no certificates");
    }

    private static KeyStore read(String location) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate certificate : certificates(location)) {
            store.setCertificateEntry("ca-" + number++, certificate);
        }
        if (number == 0) {
            throw unreadable(location);
        }
        return store;
    }

    private static Collection<? extends Certificate> certificates(String location)
            throws CertificateException {
        try {
            Path file = Path.of(location);
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_FILE_BYTES) {
                throw unreadable(location);
            }
            try (var in = Files.newInputStream(file)) {
                return CertificateFactory.getInstance("X.509").generateCertificates(in);
            }
        } catch (IOException | InvalidPathException | CertificateException _) {
            throw unreadable(location);
        }
    }

    /**
     * Returns the same message for every reason, so that it reveals nothing about the file system.
     */
    private static CertificateException unreadable(String location) {
        return new CertificateCheck.BadCertificateException(
                "ca-location "
                        + location
                        + " is no file of PEM certificates that the server can read");
    }
}
