package dev.carillon.server;

import dev.carillon.http.BadTlsException;
import dev.carillon.http.Tls;

import java.nio.file.Path;

/**
 * What a TLS listener needs.
 *
 * @param certificate the certificate chain, PEM, our own first
 * @param key its private key, PEM, PKCS #8
 */
public record TlsFiles(Path certificate, Path key) {
    /**
     * Reads what the files hold now.
     *
     * @throws BadTlsException if they cannot be used; the message says what to do
     */
    Tls read() {
        return Tls.read(certificate, key);
    }
}
