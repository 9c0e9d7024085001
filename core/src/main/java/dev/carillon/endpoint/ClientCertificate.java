package dev.carillon.endpoint;

import dev.carillon.signature.PemKey;
import dev.carillon.signature.Secret;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * A client certificate with the chain of its issuers and its private key, as read from files.
 *
 * @param chain the client's own certificate first
 */
record ClientCertificate(List<X509Certificate> chain, PrivateKey key) {
    private static final String WHAT_KEY = "a private key in PEM form";

    ClientCertificate {
        chain = List.copyOf(chain);
    }

    /**
     * Reads the files.
     *
     * @throws CertificateException if they cannot be used; the message says what to do
     */
    static ClientCertificate read(PemFile certificates, PemFile keys, Optional<Secret> password)
            throws CertificateException {
        var made = new ClientCertificate(certificates.certificates(), key(keys, password));
        if (!PemKey.isPair(made.key, made.chain.getFirst().getPublicKey())) {
            throw keys.bad(
                    "does not belong to the first certificate in %s %s: set both to one pair, with CreateTopic"
                            .formatted(certificates.attribute(), certificates.location()));
        }
        return made;
    }

    /** Checks that the client's own certificate is valid now. */
    void checkValidity(Instant now) throws CertificateException {
        CertificateCheck.valid("client certificate", chain.getFirst(), now);
    }

    /** Returns the managers that present the certificate to every server that asks for one. */
    KeyManager[] managers() throws GeneralSecurityException, IOException {
        char[] password = UUID.randomUUID().toString().toCharArray();
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, password);
        store.setKeyEntry("client", key, password, chain.toArray(X509Certificate[]::new));
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        KeyManager[] managers = factory.getKeyManagers();
        for (int i = 0; i < managers.length; i++) {
            if (managers[i] instanceof X509ExtendedKeyManager x509) {
                managers[i] = new OnlyKey(x509);
            }
        }
        return managers;
    }

    private static PrivateKey key(PemFile file, Optional<Secret> password)
            throws CertificateException {
        var key = PemKey.in(file.text(WHAT_KEY));
        try {
            return switch (key.form()) {
                case PLAIN -> key.open();
                case ENCRYPTED -> key.open(required(file, password));
                case OLDER ->
                        throw file.bad(
                                "is not in the form PKCS#8; convert it: openssl pkcs8 -topk8 -in %s -out key8.pem"
                                        .formatted(file.location()));
                case DAMAGED -> throw file.bad("is damaged: its key is not base64");
                case NONE -> throw file.unreadable(WHAT_KEY);
            };
        } catch (CertificateException e) {
            throw e;
        } catch (PemKey.UnknownCipherException _) {
            throw file.bad(
                    "is damaged, or encrypted in a way that Java does not know; encrypt it anew: openssl pkcs8 -topk8 -v2 aes256 -in %s -out key8.pem"
                            .formatted(file.location()));
        } catch (InvalidKeySpecException _) {
            throw file.bad(
                    key.form() == PemKey.Form.PLAIN
                            ? "holds no RSA, EC or Ed25519 key"
                            : "cannot be opened: ssl-key-password is wrong, or not ASCII");
        } catch (GeneralSecurityException _) {
            throw file.bad("cannot be opened: ssl-key-password is wrong, or not ASCII");
        }
    }

    private static Secret required(PemFile file, Optional<Secret> password)
            throws CertificateException {
        if (password.isEmpty()) {
            throw file.bad("is encrypted: set ssl-key-password, before the key or with it");
        }
        return password.get();
    }
}
