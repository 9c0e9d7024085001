package dev.carillon.b2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.registry.AppKey;
import dev.carillon.signature.Secret;
import dev.carillon.testkit.SettableClock;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

class TokensTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final SettableClock clock = new SettableClock(START);
    private final Map<String, AppKey> keys = new HashMap<>();
    private final Tokens tokens = new Tokens(text -> Optional.ofNullable(keys.get(text)), clock);

    @Test
    void a_token_is_good_until_it_expires() {
        AppKey key = key(Optional.empty());
        String token = tokens.issue(key, Tokens.Purpose.ACCOUNT, Duration.ofHours(24));
        clock.advance(Duration.ofHours(24).minusMillis(1));
        assertThat(tokens.check(token).caller().key()).isEqualTo(key);
        clock.advance(Duration.ofMillis(1));
        refused(token, "expired_auth_token");
    }

    @Test
    void a_token_ends_with_its_key() {
        AppKey key = key(Optional.of(START.plusSeconds(60)));
        String token = tokens.issue(key, Tokens.Purpose.ACCOUNT, Duration.ofHours(24));
        clock.advance(Duration.ofMinutes(1));
        refused(token, "expired_auth_token");
        keys.clear();
        refused(token, "bad_auth_token");
    }

    @Test
    void a_token_that_was_changed_is_none() {
        String token =
                tokens.issue(
                        key(Optional.empty()),
                        Tokens.Purpose.download(
                                "0000000000000001",
                                "a/",
                                new Overrides(Map.of("b2ContentType", "a/b; c=\"&=\""))),
                        Duration.ofHours(1));
        assertThat(tokens.check(token).purpose().prefix()).isEqualTo("a/");
        for (String other : List.of("", "4_", "4_.", "x" + token, token + "0", "4_!" + token)) {
            refused(other, "bad_auth_token");
        }
    }

    @Test
    void a_key_has_so_many_requests_a_day() {
        var cap = new TransactionCap(OptionalLong.of(2), clock);
        cap.count("key");
        cap.count("key");
        cap.count("other");
        assertThatThrownBy(() -> cap.count("key"))
                .isInstanceOfSatisfying(
                        B2Exception.class,
                        b2Exception -> {
                            assertThat(b2Exception.status()).isEqualTo(403);
                            assertThat(b2Exception.code()).isEqualTo("transaction_cap_exceeded");
                        });
        clock.advance(Duration.ofDays(1));
        cap.count("key");
    }

    private AppKey key(Optional<Instant> end) {
        var key =
                new AppKey(
                        "id", Secret.of("secret"), "name", "root", List.of(), List.of(), "", end);
        keys.put(key.id(), key);
        return key;
    }

    private void refused(String token, String code) {
        assertThatThrownBy(() -> tokens.check(token))
                .isInstanceOfSatisfying(
                        B2Exception.class,
                        b2Exception -> assertThat(b2Exception.code()).isEqualTo(code));
    }
}
