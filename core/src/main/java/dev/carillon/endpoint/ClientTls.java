package dev.carillon.endpoint;

import dev.carillon.rule.TopicAttribute;
import dev.carillon.signature.Secret;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The TLS of one target's connections, for endpoints of every kind: the certificates that it trusts
 * (the runtime's authorities, those of a {@code ca-location} file in their place, or any with
 * {@code verify-ssl=false}), and the certificate that it presents to servers which ask for one.
 * Thread-safe.
 *
 * <p>{@link #context} is asked for each new connection. It reads the files at the first one, again
 * if that failed, and again when one of them has changed, so a renewed certificate is used without
 * a restart. Changed files that cannot be used are logged once, and the previous ones stay in use.
 */
public final class ClientTls {
    /**
     * The attribute that says whether the server's certificate is verified; if not, any certificate
     * is trusted.
     */
    public static final TopicAttribute VERIFY_SSL = TopicAttribute.truth("verify-ssl", true);

    /**
     * The attribute that names a file of PEM certificates to trust in place of the runtime's
     * authorities.
     */
    public static final TopicAttribute CA_LOCATION = TopicAttribute.file("ca-location");

    /** The attribute that names a PEM file of the client's certificate and its issuers. */
    public static final TopicAttribute CERTIFICATE_LOCATION =
            TopicAttribute.file("ssl-certificate-location");

    /** The attribute that names a PEM file of the client certificate's private key (PKCS #8). */
    public static final TopicAttribute KEY_LOCATION = TopicAttribute.file("ssl-key-location");

    /** The attribute that holds the password of the private key, if that is encrypted. */
    public static final TopicAttribute KEY_PASSWORD = TopicAttribute.secret("ssl-key-password");

    /** The attributes that a kind of endpoints with TLS describes. */
    public static final List<TopicAttribute> ATTRIBUTES =
            List.of(VERIFY_SSL, CA_LOCATION, CERTIFICATE_LOCATION, KEY_LOCATION, KEY_PASSWORD);

    private static final Logger LOG = LoggerFactory.getLogger(ClientTls.class);

    private final boolean verify;
    private final Optional<PemFile> authorities;
    private final Optional<PemFile> certificate;
    private final Optional<PemFile> key;
    private final Optional<Secret> keyPassword;
    private final InstantSource clock;
    private volatile Optional<Loaded> loaded = Optional.empty();

    private ClientTls(Map<String, String> options, InstantSource clock) {
        this.clock = clock;
        verify = VERIFY_SSL.isTrue(options);
        authorities = PemFile.of(CA_LOCATION, options);
        certificate = PemFile.of(CERTIFICATE_LOCATION, options);
        key = PemFile.of(KEY_LOCATION, options);
        keyPassword =
                Optional.of(KEY_PASSWORD.in(options))
                        .filter(password -> !password.isEmpty())
                        .map(Secret::of);
    }

    /**
     * The contents of the files, as they were at one time.
     *
     * @param states of the files before they were read
     */
    private record Loaded(
            List<PemFile.State> states, SSLContext context, Optional<ClientCertificate> client) {}

    /**
     * Returns the TLS that a target's options ask for.
     *
     * @param options whose booleans have been checked
     * @param clock by which certificates are valid
     */
    public static ClientTls of(Map<String, String> options, InstantSource clock) {
        return new ClientTls(options, clock);
    }

    /**
     * Returns why handshakes cannot work as configured, and what to do. A certificate without its
     * key is no objection, because SetTopicAttributes sets one after the other; until then no
     * handshake works.
     */
    public Optional<String> objection() {
        if (certificate.isEmpty() && (key.isPresent() || keyPassword.isPresent())) {
            return Optional.of(
                    "%s is set without %s: set both, the certificate first"
                            .formatted(
                                    (key.isPresent() ? KEY_LOCATION : KEY_PASSWORD).name(),
                                    CERTIFICATE_LOCATION.name()));
        }
        try {
            if (certificate.isPresent() && key.isEmpty()) {
                certificate.get().certificates();
            } else {
                context();
            }
            return Optional.empty();
        } catch (SSLException | CertificateException e) {
            return Optional.of(Failures.inWords(e));
        }
    }

    /** Returns whether a client certificate is configured, or a part of one. */
    public boolean presentsCertificate() {
        return certificate.isPresent() || key.isPresent() || keyPassword.isPresent();
    }

    /** Returns whether the server's certificate must be one for the name that was connected to. */
    public boolean verifiesNames() {
        return verify;
    }

    /**
     * Returns the context for a new connection: the same one until a file changes.
     *
     * @throws SSLException if a file cannot be used, or the client certificate has expired; {@link
     *     Failures#inWords} says which, and what to do
     */
    public SSLContext context() throws SSLException {
        try {
            Loaded now = current();
            if (now.client.isPresent()) {
                now.client.get().checkValidity(clock.instant());
            }
            return now.context;
        } catch (GeneralSecurityException | IOException e) {
            throw new SSLException("no usable trust", e);
        }
    }

    /**
     * Checks that the server's certificate is valid now. To be called for each new connection,
     * because a resumed TLS session does not check the certificate again.
     *
     * @throws SSLException if it is not, and certificates are verified
     */
    public void checkValidity(SSLSession session) throws SSLException {
        if (!verify) {
            return;
        }
        try {
            CertificateCheck.valid("certificate", leaf(session), clock.instant());
        } catch (CertificateException e) {
            throw new SSLException("certificate out of its time", e);
        }
    }

    /** Returns a description of a completed handshake for the operator. */
    public String described(SSLSession session) {
        return session.getProtocol() + ", " + server(session) + client(session);
    }

    private String server(SSLSession session) {
        try {
            return CertificateCheck.described(leaf(session), clock.instant())
                    + (verify ? "" : "; not checked, because verify-ssl=false");
        } catch (SSLPeerUnverifiedException _) {
            return "no certificate";
        }
    }

    private String client(SSLSession session) {
        if (session.getLocalCertificates() != null
                && session.getLocalCertificates()[0] instanceof X509Certificate own) {
            return "; sent client " + CertificateCheck.described(own, clock.instant());
        }
        return presentsCertificate() ? "; the server asked for no client certificate" : "";
    }

    private static X509Certificate leaf(SSLSession session) throws SSLPeerUnverifiedException {
        if (session.getPeerCertificates()[0] instanceof X509Certificate leaf) {
            return leaf;
        }
        throw new SSLPeerUnverifiedException("the certificate is no X.509");
    }

    private Loaded current() throws GeneralSecurityException, IOException {
        Optional<Loaded> before = loaded;
        List<PemFile.State> states = states();
        if (before.isPresent() && before.get().states.equals(states)) {
            return before.get();
        }
        try {
            var now = load(states);
            loaded = Optional.of(now);
            return now;
        } catch (GeneralSecurityException | IOException e) {
            if (before.isEmpty()) {
                throw e;
            }
            LOG.warn(
                    "TLS files have changed and cannot be used, so the previous ones stay in use:"
                            + " {}",
                    Failures.inWords(new SSLException(e)));
            var kept = new Loaded(states, before.get().context, before.get().client);
            loaded = Optional.of(kept);
            return kept;
        }
    }

    private List<PemFile.State> states() {
        return Stream.of(authorities, certificate, key)
                .flatMap(Optional::stream)
                .map(PemFile::state)
                .toList();
    }

    private Loaded load(List<PemFile.State> states) throws GeneralSecurityException, IOException {
        Optional<ClientCertificate> client = client();
        KeyManager[] keys = client.isPresent() ? client.get().managers() : new KeyManager[0];
        var context = SSLContext.getInstance("TLS");
        context.init(keys, new TrustManager[] {trust()}, null);
        return new Loaded(states, context, client);
    }

    private Optional<ClientCertificate> client() throws CertificateException {
        if (certificate.isEmpty()) {
            return Optional.empty();
        }
        if (key.isEmpty()) {
            throw certificate.get().bad("has no key: set ssl-key-location too");
        }
        return Optional.of(ClientCertificate.read(certificate.get(), key.get(), keyPassword));
    }

    private X509ExtendedTrustManager trust() throws GeneralSecurityException, IOException {
        if (!verify) {
            return new AnyCertificate();
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        if (authorities.isPresent()) {
            factory.init(store(authorities.get()));
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

    private static KeyStore store(PemFile file) throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (X509Certificate each : file.certificates()) {
            store.setCertificateEntry("ca-" + number++, each);
        }
        return store;
    }
}
