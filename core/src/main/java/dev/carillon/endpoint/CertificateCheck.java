package dev.carillon.endpoint;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.security.auth.x500.X500Principal;

/** Checks certificates as the runtime does, and explains failures to the operator. */
final class CertificateCheck extends X509ExtendedTrustManager {
    private static final int MAX_NAME = 80;

    private final X509ExtendedTrustManager runtime;

    CertificateCheck(X509ExtendedTrustManager runtime) {
        this.runtime = runtime;
    }

    /**
     * Checks that a certificate is valid now.
     *
     * @param what the certificate's role, for the message
     */
    static void valid(String what, X509Certificate certificate, Instant now)
            throws BadCertificateException {
        Optional<String> untimely = untimely(what, certificate, now);
        if (untimely.isPresent()) {
            throw new BadCertificateException(untimely.get());
        }
    }

    /** Returns the names in the certificate, its issuer and the end of its validity. */
    static String described(X509Certificate certificate, Instant now) {
        Instant until = certificate.getNotAfter().toInstant();
        return "certificate of "
                + names(certificate)
                + ", valid until "
                + until
                + " ("
                + Duration.between(now, until).toDays()
                + " days left)";
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        try {
            runtime.checkServerTrusted(chain, type, socket);
            // a certificate that is itself trusted passes the runtime however old it is
            chain[0].checkValidity();
        } catch (CertificateException e) {
            throw explained(chain, e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        try {
            runtime.checkServerTrusted(chain, type, engine);
            // a certificate that is itself trusted passes the runtime however old it is
            chain[0].checkValidity();
        } catch (CertificateException e) {
            throw explained(chain, e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        try {
            runtime.checkServerTrusted(chain, type);
            // a certificate that is itself trusted passes the runtime however old it is
            chain[0].checkValidity();
        } catch (CertificateException e) {
            throw explained(chain, e);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
            throws CertificateException {
        runtime.checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        runtime.checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        runtime.checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return runtime.getAcceptedIssuers();
    }

    private static CertificateException explained(X509Certificate[] chain, CertificateException e) {
        // the runtime's own clock was decisive, so no other clock is used here
        var now = Instant.now();
        for (X509Certificate certificate : chain) {
            Optional<String> untimely = untimely("certificate", certificate, now);
            if (untimely.isPresent()) {
                return bad(untimely.get(), e);
            }
        }
        String who = selfSigned(chain) ? "self-signed" : "signed by an unknown authority";
        return bad(
                "certificate is "
                        + who
                        + ": name its authority with ca-location, or set verify-ssl=false ("
                        + names(chain[0])
                        + ")",
                e);
    }

    private static Optional<String> untimely(
            String what, X509Certificate certificate, Instant now) {
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        if (until.isBefore(now)) {
            return Optional.of(what + " expired " + until + " (" + names(certificate) + ")");
        }
        return from.isAfter(now)
                ? Optional.of(what + " is not valid before " + from)
                : Optional.empty();
    }

    private static String names(X509Certificate certificate) {
        return name(certificate.getSubjectX500Principal())
                + ", issued by "
                + name(certificate.getIssuerX500Principal());
    }

    private static String name(X500Principal principal) {
        return Printable.cut(principal.getName(), MAX_NAME);
    }

    private static boolean selfSigned(X509Certificate[] chain) {
        return chain.length == 1
                && chain[0].getIssuerX500Principal().equals(chain[0].getSubjectX500Principal());
    }

    private static BadCertificateException bad(String words, CertificateException cause) {
        var bad = new BadCertificateException(words);
        bad.initCause(cause);
        return bad;
    }

    /** Thrown if a certificate is not acceptable; the message is for the operator. */
    static final class BadCertificateException extends CertificateException {
        BadCertificateException(String message) {
            super(message);
        }
    }
}
