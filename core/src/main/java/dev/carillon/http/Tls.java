package dev.carillon.http;

import dev.carillon.signature.PemKey;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.time.Instant;

/** A certificate chain and its private key, from PEM files. */
public final class Tls {
    private final PrivateKey key;
    private final X509Certificate[] chain;

    private Tls(PrivateKey key, X509Certificate[] chain) {
        this.key = key;
        this.chain = chain;
    }

    /**
     * Reads the files.
     *
     * @param certificates the server's own first, then the chain of its issuers
     * @param privateKey PKCS#8, not encrypted
     * @throws BadTlsException if a file cannot be read or is not such a file, or if the key does
     *     not belong to the certificate; the message says what to do
     */
    public static Tls read(Path certificates, Path privateKey) {
        var tls = new Tls(key(privateKey), chain(certificates));
        if (!PemKey.isPair(tls.key, tls.chain[0].getPublicKey())) {
            throw new BadTlsException(
                    "the private key in %s does not fit the first certificate in %s; replace both files by one pair, the server's own certificate first"
                            .formatted(privateKey, certificates));
        }
        return tls;
    }

    /** Returns the name in the server's own certificate: {@code CN=storage.example.com}. */
    public String subject() {
        return chain[0].getSubjectX500Principal().getName();
    }

    /** Returns the end of the validity of the server's own certificate. */
    public Instant expires() {
        return chain[0].getNotAfter().toInstant();
    }

    /** Returns a key store with key and chain, for the JDK. */
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

    private static X509Certificate[] chain(Path file) {
        try (var in = Files.newInputStream(file)) {
            var found = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new BadTlsException(file + " holds no certificate in PEM form");
            }
            return found.toArray(X509Certificate[]::new);
        } catch (IOException e) {
            throw new BadTlsException("cannot read the certificate file " + file, e);
        } catch (GeneralSecurityException e) {
            throw new BadTlsException(file + " holds no certificate in PEM form", e);
        }
    }

    private static PrivateKey key(Path file) {
        try {
            var key = PemKey.in(Files.readString(file));
            return switch (key.form()) {
                case PLAIN -> key.open();
                case ENCRYPTED, OLDER, NONE -> throw notPkcs8(file);
                case DAMAGED ->
                        throw new BadTlsException(file + " is damaged: its key is not base64");
            };
        } catch (IOException e) {
            throw new BadTlsException("cannot read the private key file " + file, e);
        } catch (InvalidKeySpecException _) {
            throw notPkcs8(file);
        }
    }

    private static BadTlsException notPkcs8(Path file) {
        return new BadTlsException(
                "%s holds no unencrypted PKCS#8 key (-----BEGIN PRIVATE KEY-----); convert it: openssl pkcs8 -topk8 -nocrypt -in %s -out key8.pem"
                        .formatted(file, file));
    }
}
