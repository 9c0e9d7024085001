package dev.carillon.signature;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Computes hashes and keyed hashes with the algorithms that every JDK has. */
final class Digests {
    /** The SHA-256 of no bytes, in hex. */
    static final String EMPTY_SHA256 =
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static final Map<String, MessageDigest> UNFED = new ConcurrentHashMap<>();
    private static final Map<String, Mac> UNKEYED = new ConcurrentHashMap<>();

    private Digests() {}

    /**
     * Starts a hash by copying an unused one, because a look-up of the algorithm costs as much as
     * hashing.
     */
    static MessageDigest digest(String algorithm) {
        try {
            return (MessageDigest) UNFED.computeIfAbsent(algorithm, Digests::found).clone();
        } catch (CloneNotSupportedException _) {
            return found(algorithm);
        }
    }

    private static MessageDigest found(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no " + algorithm, e);
        }
    }

    /** Returns whether a text is a SHA-256 in lower-case hex. */
    static boolean isSha256Hex(String text) {
        if (text.length() != EMPTY_SHA256.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char digit = text.charAt(i);
            if ((digit < '0' || digit > '9') && (digit < 'a' || digit > 'f')) {
                return false;
            }
        }
        return true;
    }

    static String sha256Hex(byte[] bytes) {
        return HexFormat.of().formatHex(digest("SHA-256").digest(bytes));
    }

    static String sha256Hex(String text) {
        return sha256Hex(text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] hmac(String algorithm, byte[] key, String text) {
        return hmac(algorithm, key, text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] hmac(String algorithm, byte[] key, byte[] bytes) {
        try {
            Mac mac = mac(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac.doFinal(bytes);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("this JDK cannot compute " + algorithm, e);
        }
    }

    private static Mac mac(String algorithm) {
        try {
            return (Mac) UNKEYED.computeIfAbsent(algorithm, Digests::foundMac).clone();
        } catch (CloneNotSupportedException _) {
            return foundMac(algorithm);
        }
    }

    private static Mac foundMac(String algorithm) {
        try {
            return Mac.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no " + algorithm, e);
        }
    }

    static byte[] hmacSha256(byte[] key, String text) {
        return hmac("HmacSHA256", key, text);
    }

    static boolean sameText(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
