package dev.carillon.server;

import java.time.Instant;

/** The outcome of reading the TLS certificate and its key again. */
public sealed interface CertificateReload {
    /**
     * Every new connection is shown the new certificate.
     *
     * @param subject whom it names
     * @param expires when it ends
     */
    record Renewed(String subject, Instant expires) implements CertificateReload {}

    /**
     * The files cannot be used, and the certificate of before stays in use.
     *
     * @param objection what is wrong with them, and what to do
     */
    record Refused(String objection) implements CertificateReload {}

    /** The server speaks plain HTTP: it has no certificate. */
    record NoTls() implements CertificateReload {}
}
