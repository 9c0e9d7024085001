package dev.carillon.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.secrets.SampleKeys;
import dev.carillon.signature.Secret;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

class AppKeysTest {
    private static final Instant END = Instant.parse("2026-01-01T00:00:00Z");

    private final MeddlingState state = new MeddlingState();
    private final AppKeys keys = new AppKeys(state, SampleKeys.ONE);

    @Test
    void a_key_is_found_as_it_was_made_after_a_restart_too() {
        AppKey made = keys.make(key("k1", Optional.of(END)));
        assertThat(new AppKeys(state, SampleKeys.ONE).find("k1")).contains(made);
        assertThat(keys.find("k2")).isEmpty();
    }

    @Test
    void an_id_is_of_one_key() {
        AppKey first = keys.make(key("k1", Optional.empty()));
        assertThatThrownBy(() -> keys.make(key("k1", Optional.of(END))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("k1");
        assertThat(keys.find("k1")).contains(first);
    }

    @Test
    void a_list_is_by_id_page_by_page() {
        List.of("k3", "k1", "k2").forEach(text -> keys.make(key(text, Optional.empty())));
        assertThat(keys.list("", 2)).extracting(AppKey::id).containsExactly("k1", "k2");
        assertThat(keys.list("k2", 9)).extracting(AppKey::id).containsExactly("k2", "k3");
    }

    @Test
    void a_deleted_key_is_gone() {
        AppKey made = keys.make(key("k1", Optional.empty()));
        assertThat(keys.delete("k1")).contains(made);
        assertThat(keys.find("k1")).isEmpty();
        assertThat(keys.delete("k1")).isEmpty();
    }

    @Test
    void a_key_ends_at_its_time_and_one_without_never() {
        AppKey brief = key("k1", Optional.of(END));
        assertThat(brief.expired(END.minusNanos(1))).isFalse();
        assertThat(brief.expired(END)).isTrue();
        assertThat(key("k2", Optional.empty()).expired(Instant.MAX)).isFalse();
    }

    @Test
    void nothing_shows_its_secret() {
        assertThat(key("k1", Optional.empty()).toString()).doesNotContain("very secret");
    }

    private static AppKey key(String id, Optional<Instant> expires) {
        return new AppKey(
                id,
                Secret.of("very secret"),
                "a-name",
                "owner",
                List.of("listFiles", "readFiles"),
                List.of("0000000000000001"),
                "dir/",
                expires);
    }
}
