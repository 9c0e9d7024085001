package dev.carillon.server;

import java.time.Instant;

/** The outcome of reading the TLS certificate and its key again. */
public sealed interface CertificateReload {
    /**
     * The new certificate is in use for every new connection.
     *
     * @param subject the name in the certificate
     * @param expires the end of its validity
     */
    record Renewed(String subject, Instant expires) implements CertificateReload {}

    /**
     * The files cannot be used, and the previous certificate stays in use.
     *
     * @param objection says what is wrong with them, and what to do
     */
    record Refused(String objection) implements CertificateReload {}

    /** The server speaks plain HTTP: it has no certificate. */
    record NoTls() implements CertificateReload {}
}
