package dev.carillon.b2;

import dev.carillon.registry.AppKey;
import dev.carillon.signature.Seal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;

/**
 * Issues and checks tokens. The server stores none: a token contains its key, purpose and end, and
 * is signed with the secret of its key. So it survives a restart, and becomes invalid with its key.
 * Thread-safe.
 */
final class Tokens {
    private static final String BEGIN = "4_";
    private static final String BEFORE_SEAL = ".";
    private static final int PARTS = 6;
    private static final Base64.Encoder TO_TEXT = Base64.getUrlEncoder().withoutPadding();

    private final Function<String, Optional<AppKey>> keys;
    private final InstantSource clock;

    /** Creates tokens for the keys that {@code keys} finds. */
    Tokens(Function<String, Optional<AppKey>> keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * The purpose of a token.
     *
     * @param kind account, upload or download
     * @param bucket the id of the bucket, as events have it; empty = by the key's own rights
     * @param prefix of the file names that it allows
     * @param overrides the overrides that every download with it must request
     */
    record Purpose(String kind, String bucket, String prefix, Overrides overrides) {
        static final Purpose ACCOUNT = new Purpose("account", "", "", Overrides.NONE);

        static Purpose upload(String bucket) {
            return new Purpose("upload", bucket, "", Overrides.NONE);
        }

        static Purpose download(String bucket, String prefix, Overrides overrides) {
            return new Purpose("download", bucket, prefix, overrides);
        }
    }

    /** A valid token. */
    record Good(Caller caller, Purpose purpose) {}

    /** Issues a token that ends no later than its key. */
    String issue(AppKey key, Purpose purpose, Duration lifetime) {
        Instant end = clock.instant().plus(lifetime);
        Instant until = key.expires().filter(expire -> expire.isBefore(end)).orElse(end);
        String said =
                String.join(
                        "\n",
                        Long.toString(until.toEpochMilli()),
                        purpose.kind(),
                        purpose.bucket(),
                        key.id(),
                        purpose.overrides().text(),
                        purpose.prefix());
        String text = TO_TEXT.encodeToString(said.getBytes(StandardCharsets.UTF_8));
        return BEGIN + text + BEFORE_SEAL + seal(key, text);
    }

    /** Checks a token and returns its content. */
    Good check(String token) {
        int end = token.lastIndexOf(BEFORE_SEAL);
        if (!token.startsWith(BEGIN) || end < 0) {
            throw bad();
        }
        String text = token.substring(BEGIN.length(), end);
        String[] said = said(text).split("\n", PARTS);
        if (said.length != PARTS) {
            throw bad();
        }
        AppKey key = keys.apply(said[3]).orElseThrow(Tokens::bad);
        if (!Seal.same(seal(key, text), token.substring(end + 1))) {
            throw bad();
        }
        if (!clock.instant().isBefore(Instant.ofEpochMilli(Long.parseLong(said[0])))) {
            throw new B2Exception(
                    401,
                    "expired_auth_token",
                    "The authorization token has expired: call b2_authorize_account again");
        }
        return new Good(
                new Caller(key), new Purpose(said[1], said[2], said[5], Overrides.parse(said[4])));
    }

    private static String seal(AppKey key, String text) {
        return Seal.of(key.secret(), "carillon b2 token\n" + text);
    }

    private static String said(String text) {
        try {
            return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw bad();
        }
    }

    private static B2Exception bad() {
        return B2Exception.badToken(
                "The authorization token is not valid: call b2_authorize_account for another");
    }
}
