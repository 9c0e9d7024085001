package dev.carillon.b2;

import dev.carillon.format.B2Ids;
import dev.carillon.http.Request;
import dev.carillon.registry.AppKey;
import dev.carillon.registry.AppKeys;
import dev.carillon.signature.AccessKey;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Authenticates requests: by key when a client asks for a token, otherwise by token. The root key
 * pair is the master key. Thread-safe.
 */
final class Rights {
    private static final String BASIC = "Basic ";

    private final AppKeys keys;
    private final AppKey root;
    private final Tokens tokens;
    private final TransactionCap cap;
    private final InstantSource clock;
    private final Duration lifetime;

    /** Creates the check for the keys in {@code keys} and the root key. */
    Rights(
            AppKeys keys,
            AccessKey root,
            TransactionCap cap,
            InstantSource clock,
            Duration lifetime) {
        this.keys = keys;
        this.root =
                new AppKey(
                        root.id(),
                        root.secret(),
                        "master",
                        root.owner(),
                        Capabilities.ALL,
                        List.of(),
                        "",
                        Optional.empty());
        this.cap = cap;
        this.clock = clock;
        this.lifetime = lifetime;
        this.tokens = new Tokens(this::find, clock);
    }

    /** Returns the owner of a key and secret in {@code Authorization: Basic}. */
    Caller byKey(Request request) {
        String said = request.header("authorization").orElse("");
        if (!said.startsWith(BASIC)) {
            throw B2Exception.badKey(
                    "Send the application key: Authorization: Basic, then keyId:key in base64");
        }
        String pair = decoded(said.substring(BASIC.length()));
        int colon = pair.indexOf(':');
        String id = colon < 0 ? pair : pair.substring(0, colon);
        AppKey key =
                find(id).filter(appKey -> appKey.secret().matches(pair.substring(colon + 1)))
                        .orElseThrow(() ->
                                B2Exception.badKey(
                                        "The applicationKeyId and/or the applicationKey are"
                                                + " wrong."));
        if (key.expired(clock.instant())) {
            throw B2Exception.badKey(
                    "The application key has expired: make another with b2_create_key");
        }
        cap.count(key.id());
        return new Caller(key);
    }

    /** Returns a token with all rights of a key. */
    String accountToken(Caller caller) {
        return tokens.issue(caller.key(), Tokens.Purpose.ACCOUNT, lifetime);
    }

    /** Returns a token for one purpose, valid for at most {@code limit}. */
    String token(Caller caller, Tokens.Purpose purpose, Duration limit) {
        return tokens.issue(caller.key(), purpose, limit);
    }

    /** Returns the default lifetime of a token. */
    Duration lifetime() {
        return lifetime;
    }

    /** Returns the owner of a token with all rights of its key. */
    Caller byAccountToken(Request request) {
        Tokens.Good good = byToken(request);
        if (!good.purpose().equals(Tokens.Purpose.ACCOUNT)) {
            throw B2Exception.badToken(
                    "This token is not for this call: use that of b2_authorize_account");
        }
        return good.caller();
    }

    /** Returns the content of a valid token of any purpose. */
    Tokens.Good byToken(Request request) {
        Optional<String> token =
                request.header("authorization").or(() -> request.query().first("Authorization"));
        Tokens.Good good =
                tokens.check(
                        token.orElseThrow(() ->
                                B2Exception.badToken(
                                        "Send a token in the header Authorization: call"
                                                + " b2_authorize_account for one")));
        cap.count(good.caller().key().id());
        return good;
    }

    /** Returns whether a request has a token. */
    static boolean shown(Request request) {
        return request.header("authorization").isPresent() || request.query().has("Authorization");
    }

    /** Returns the account of all keys. */
    String account() {
        return B2Ids.account(root.owner());
    }

    private Optional<AppKey> find(String id) {
        return id.equals(root.id()) ? Optional.of(root) : keys.find(id);
    }

    private static String decoded(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64.strip());
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw B2Exception.badKey("The header Authorization is no base64");
        }
    }
}
