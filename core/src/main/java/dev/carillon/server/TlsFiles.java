package dev.carillon.server;

import java.nio.file.Path;

/**
 * What a TLS listener needs.
 *
 * @param certificate the certificate chain, PEM, our own first
 * @param key its private key, PEM, PKCS #8
 */
public record TlsFiles(Path certificate, Path key) {}
