package dev.carillon.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.Stream;

/** A certificate chain and its private key, from PEM files. */
public final class Tls {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

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
        if (Stream.of(KeyKind.values()).noneMatch(tls::isPair)) {
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

    private boolean isPair(KeyKind kind) {
        return kind.isPair(key, chain[0].getPublicKey());
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
            String pem = Files.readString(file);
            int begin = pem.indexOf(BEGIN);
            int end = pem.indexOf(END);
            if (begin < 0 || end < begin) {
                throw notPkcs8(file);
            }
            return key(file, pem.substring(begin + BEGIN.length(), end));
        } catch (IOException e) {
            throw new BadTlsException("cannot read the private key file " + file, e);
        }
    }

    private static PrivateKey key(Path file, String base64) {
        try {
            byte[] pkcs8 = Base64.getMimeDecoder().decode(base64);
            return Stream.of(KeyKind.values())
                    .flatMap(kind -> kind.read(pkcs8).stream())
                    .findFirst()
                    .orElseThrow(() -> notPkcs8(file));
        } catch (IllegalArgumentException e) {
            throw new BadTlsException(file + " is damaged: its key is not base64", e);
        }
    }

    private static BadTlsException notPkcs8(Path file) {
        return new BadTlsException(
                "%s holds no unencrypted PKCS#8 key (%s); convert it: openssl pkcs8 -topk8 -nocrypt -in %s -out key8.pem"
                        .formatted(file, BEGIN, file));
    }
}
