package dev.carillon.signature;

import java.util.HexFormat;

/** Seals a text that leaves the server and is sent back to it: HMAC-SHA256 in hex. */
public final class Seal {
    private Seal() {}

    /** Returns the seal of a text. */
    public static String of(Secret secret, String text) {
        return HexFormat.of().formatHex(Digests.hmacSha256(secret.reveal(), text));
    }

    /** Returns whether two seals are the same, in constant time. */
    public static boolean same(String one, String other) {
        return Digests.sameText(one, other);
    }
}
