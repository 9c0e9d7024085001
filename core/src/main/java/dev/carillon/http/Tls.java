package dev.carillon.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;

/** A certificate chain and its private key, from PEM files. */
public final class Tls {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    private final PrivateKey key;
    private final Certificate[] chain;

    private Tls(PrivateKey key, Certificate[] chain) {
        this.key = key;
        this.chain = chain;
    }

    /**
     * Reads the files.
     *
     * @param certificates the server's own first, then those that vouch for it
     * @param privateKey PKCS#8, not encrypted
     * @throws BadTlsException when a file cannot be read or is not such a file; the message says
     *     what to do
     */
    public static Tls read(Path certificates, Path privateKey) {
        return new Tls(key(privateKey), chain(certificates));
    }

    /** A key store that holds key and chain, for the JDK. */
    KeyStore keyStore(char[] password) {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, password);
            store.setKeyEntry("carillon", key, password, chain);
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new BadTlsException("certificate and key do not go together", e);
        }
    }

    private static Certificate[] chain(Path file) {
        try (var in = Files.newInputStream(file)) {
            var found = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new BadTlsException(file + " holds no certificate in PEM form");
            }
            return found.toArray(Certificate[]::new);
        } catch (IOException e) {
            throw new BadTlsException("cannot read the certificate file " + file, e);
        } catch (GeneralSecurityException e) {
            throw new BadTlsException(file + " holds no certificate in PEM form", e);
        }
    }

    private static PrivateKey key(Path file) {
        try {
            String pem = Files.readString(file);
            int begin = pem.indexOf(BEGIN);
            int end = pem.indexOf(END);
            if (begin < 0 || end < begin) {
                throw notPkcs8(file);
            }
            return key(
                    file,
                    Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN.length(), end)));
        } catch (IOException e) {
            throw new BadTlsException("cannot read the private key file " + file, e);
        }
    }

    private static PrivateKey key(Path file, byte[] pkcs8) {
        return Stream.of("RSA", "EC", "EdDSA")
                .flatMap(it -> key(it, pkcs8).stream())
                .findFirst()
                .orElseThrow(() -> notPkcs8(file));
    }

    private static Optional<PrivateKey> key(String algorithm, byte[] pkcs8) {
        try {
            var spec = new PKCS8EncodedKeySpec(pkcs8);
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(spec));
        } catch (InvalidKeySpecException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + algorithm, e);
        }
    }

    private static BadTlsException notPkcs8(Path file) {
        return new BadTlsException(
                "%s holds no unencrypted PKCS#8 key (%s); convert it: openssl pkcs8 -topk8 -nocrypt -in %s -out key8.pem"
                        .formatted(file, BEGIN, file));
    }
}
