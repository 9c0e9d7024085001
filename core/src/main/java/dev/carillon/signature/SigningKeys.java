package dev.carillon.signature;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Derives SigV4 signing keys and remembers up to 1,024 of them; which saves four keyed hashes for
 * each request. Thread-safe.
 */
final class SigningKeys {
    private static final int MAX_REMEMBERED = 1_024;

    private final ConcurrentHashMap<Of, byte[]> known = new ConcurrentHashMap<>();

    /**
     * Returns the key, derived if necessary. It is not remembered yet, because the signature may
     * prove wrong.
     */
    byte[] key(Secret secret, Scope scope) {
        byte[] key = known.get(new Of(secret, scope));
        return key == null ? derive(secret, scope) : key;
    }

    /** Remembers a key by which a valid signature was made. */
    void remember(Secret secret, Scope scope, byte[] key) {
        if (known.size() >= MAX_REMEMBERED) {
            known.clear();
        }
        known.putIfAbsent(new Of(secret, scope), key);
    }

    static byte[] derive(Secret secret, Scope scope) {
        byte[] start = ("AWS4" + secret.revealText()).getBytes(StandardCharsets.UTF_8);
        byte[] ofDay = Digests.hmacSha256(start, scope.day());
        byte[] ofRegion = Digests.hmacSha256(ofDay, scope.region());
        byte[] ofService = Digests.hmacSha256(ofRegion, scope.service());
        return Digests.hmacSha256(ofService, Scope.TERMINATOR);
    }

    private record Of(Secret secret, Scope scope) {}
}
