package dev.carillon.signature;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;

/**
 * The kinds of private keys that servers and clients of TLS may have, each with the signature
 * algorithm by which a key pair is tested.
 */
enum KeyKind {
    RSA("RSA", "SHA256withRSA"),
    EC("EC", "SHA256withECDSA"),
    EDWARDS("EdDSA", "EdDSA");

    private static final byte[] SAMPLE = {1, 2, 3};

    private final String algorithm;
    private final String signature;

    KeyKind(String algorithm, String signature) {
        this.algorithm = algorithm;
        this.signature = signature;
    }

    /** Returns the key in these bytes (PKCS #8), if it is of this kind. */
    Optional<PrivateKey> read(byte[] pkcs8) {
        try {
            var spec = new PKCS8EncodedKeySpec(pkcs8);
            return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(spec));
        } catch (InvalidKeySpecException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + algorithm, e);
        }
    }

    /**
     * Returns whether the two keys are a pair of this kind: one verifies what the other has signed.
     */
    boolean isPair(PrivateKey signing, PublicKey verifying) {
        try {
            var signer = Signature.getInstance(signature);
            signer.initSign(signing);
            signer.update(SAMPLE);
            byte[] signed = signer.sign();
            signer.initVerify(verifying);
            signer.update(SAMPLE);
            return signer.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
