package dev.carillon.server;

import dev.carillon.http.BadTlsException;
import dev.carillon.http.Tls;

import java.nio.file.Path;

/**
 * The files of a TLS listener.
 *
 * @param certificate the certificate chain, PEM, the server's own first
 * @param key its private key, PEM, PKCS #8
 */
public record TlsFiles(Path certificate, Path key) {
    /**
     * Reads the present content of the files.
     *
     * @throws BadTlsException if they cannot be used; the message says what to do
     */
    Tls read() {
        return Tls.read(certificate, key);
    }
}
