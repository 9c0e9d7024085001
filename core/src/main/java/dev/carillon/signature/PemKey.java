package dev.carillon.signature;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.util.Base64;
import java.util.stream.Stream;

import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * The private key in the text of a PEM file, still closed. Only keys in PKCS #8 can be opened: RSA,
 * EC and Ed25519, plain or encrypted with a password (PBES1 and PBES2 of PKCS #5).
 */
public final class PemKey {
    private static final String PLAIN_LABEL = "PRIVATE KEY";
    private static final String ENCRYPTED_LABEL = "ENCRYPTED PRIVATE KEY";

    /** The form of a key. */
    public enum Form {
        /** PKCS #8 without encryption: {@code BEGIN PRIVATE KEY}. */
        PLAIN,
        /** PKCS #8 with encryption: {@code BEGIN ENCRYPTED PRIVATE KEY}. */
        ENCRYPTED,
        /** A form of one algorithm only, such as {@code BEGIN RSA PRIVATE KEY}. */
        OLDER,
        /** PKCS #8 that is not base64. */
        DAMAGED,
        /** No key, or not all of it. */
        NONE
    }

    private final Form form;
    private final byte[] bytes;

    private PemKey(Form form, byte[] bytes) {
        this.form = form;
        this.bytes = bytes;
    }

    /** Returns the first key in a PEM text, which may hold other things beside it. */
    public static PemKey in(String pem) {
        if (pem.contains(begin(PLAIN_LABEL))) {
            return between(pem, PLAIN_LABEL, Form.PLAIN);
        }
        if (pem.contains(begin(ENCRYPTED_LABEL))) {
            return between(pem, ENCRYPTED_LABEL, Form.ENCRYPTED);
        }
        Form other = pem.contains(" " + PLAIN_LABEL + "-----") ? Form.OLDER : Form.NONE;
        return new PemKey(other, new byte[0]);
    }

    /** Returns whether a certified public key belongs to a private one. */
    public static boolean isPair(PrivateKey key, PublicKey certified) {
        return Stream.of(KeyKind.values()).anyMatch(kind -> kind.isPair(key, certified));
    }

    /** Returns the form of the key. */
    public Form form() {
        return form;
    }

    /**
     * Opens a plain key.
     *
     * @throws InvalidKeySpecException if it is not plain, or of no kind that TLS uses
     */
    public PrivateKey open() throws InvalidKeySpecException {
        return read(bytes);
    }

    /**
     * Opens an encrypted key.
     *
     * @throws UnknownCipherException if this runtime cannot decrypt it with any password
     * @throws GeneralSecurityException if it is not encrypted, or the password is wrong
     */
    public PrivateKey open(Secret password) throws GeneralSecurityException {
        try {
            var info = new EncryptedPrivateKeyInfo(bytes);
            return read(info.getKeySpec(cipher(info, password)).getEncoded());
        } catch (IOException e) {
            throw new UnknownCipherException(e);
        }
    }

    private static Cipher cipher(EncryptedPrivateKeyInfo info, Secret password)
            throws GeneralSecurityException {
        var spec = new PBEKeySpec(password.revealText().toCharArray());
        try {
            var key = SecretKeyFactory.getInstance(info.getAlgName()).generateSecret(spec);
            var cipher = Cipher.getInstance(info.getAlgName());
            cipher.init(Cipher.DECRYPT_MODE, key, info.getAlgParameters());
            return cipher;
        } catch (InvalidKeySpecException e) {
            throw e; // the password has characters that the cipher does not take
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new UnknownCipherException(e);
        } finally {
            spec.clearPassword();
        }
    }

    private static PrivateKey read(byte[] pkcs8) throws InvalidKeySpecException {
        return Stream.of(KeyKind.values())
                .flatMap(kind -> kind.read(pkcs8).stream())
                .findFirst()
                .orElseThrow(() -> new InvalidKeySpecException("no RSA, EC or Ed25519 key"));
    }

    private static PemKey between(String pem, String label, Form form) {
        int begin = pem.indexOf(begin(label)) + begin(label).length();
        int end = pem.indexOf("-----END " + label + "-----", begin);
        if (end < 0) {
            return new PemKey(Form.NONE, new byte[0]);
        }
        try {
            return new PemKey(form, Base64.getMimeDecoder().decode(pem.substring(begin, end)));
        } catch (IllegalArgumentException _) {
            return new PemKey(Form.DAMAGED, new byte[0]);
        }
    }

    private static String begin(String label) {
        return "-----BEGIN " + label + "-----";
    }

    /** Thrown if this runtime does not know how a key is encrypted. */
    public static final class UnknownCipherException extends GeneralSecurityException {
        private static final long serialVersionUID = 1;

        UnknownCipherException(Exception cause) {
            super("the key is encrypted in a way that this Java runtime does not know", cause);
        }
    }
}
