package dev.carillon.spec;

import dev.carillon.signature.AccessKey;
import dev.carillon.signature.Secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The sender of requests in these tests, which signs them with AWS Signature Version 2. */
final class Sender {
    static final String SECRET = "geheim";
    static final AccessKey KEY = new AccessKey("AKID", Secret.of(SECRET), "tester");

    private Sender() {}

    /** Returns the Authorization header for a string to sign. */
    static String authorization(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            byte[] signature = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return "AWS " + KEY.id() + ":" + Base64.getEncoder().encodeToString(signature);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
