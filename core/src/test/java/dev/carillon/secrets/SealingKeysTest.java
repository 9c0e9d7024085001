package dev.carillon.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

class SealingKeysTest {
    private static final byte[] PLAIN = bytes("a secret of some length");
    private static final byte[] PLACE = bytes("topic one, password");

    @Test
    void what_was_sealed_opens_at_its_place_only() {
        byte[] sealed = SampleKeys.ONE.seal(PLAIN, PLACE);
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("secret");
        assertThat(open(SampleKeys.ONE, sealed, PLACE)).isEqualTo(PLAIN);
        assertThat(why(SampleKeys.ONE, sealed, bytes("topic two, password")))
                .contains("copied from another place");
    }

    @Test
    void no_two_sealings_are_equal() {
        assertThat(SampleKeys.ONE.seal(PLAIN, PLACE))
                .isNotEqualTo(SampleKeys.ONE.seal(PLAIN, PLACE));
    }

    @Test
    void no_flipped_bit_is_accepted() {
        byte[] sealed = SampleKeys.ONE.seal(PLAIN, PLACE);
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] flipped = sealed.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(SampleKeys.ONE.open(flipped, PLACE))
                    .as("bit %d", bit)
                    .isInstanceOf(Opened.Closed.class);
        }
        for (int length = 0; length < sealed.length; length++) {
            assertThat(SampleKeys.ONE.open(Arrays.copyOf(sealed, length), PLACE))
                    .as("length %d", length)
                    .isInstanceOf(Opened.Closed.class);
        }
    }

    @Test
    void every_key_opens_and_the_first_one_seals() {
        byte[] old = SampleKeys.keys(1).seal(PLAIN, PLACE);
        SealingKeys both = SampleKeys.keys(2, 1);
        assertThat(open(both, old, PLACE)).isEqualTo(PLAIN);
        assertThat(both.sealedByFirst(old)).isFalse();
        byte[] fresh = both.seal(PLAIN, PLACE);
        assertThat(both.sealedByFirst(fresh)).isTrue();
        assertThat(SealingKeys.keyOf(fresh)).isEqualTo(SampleKeys.key(2).id());
        assertThat(why(SampleKeys.keys(1), fresh, PLACE)).contains(SampleKeys.key(2).id());
    }

    @Test
    void without_keys_nothing_is_sealed_and_nothing_opened() {
        assertThatThrownBy(() -> SealingKeys.none().seal(PLAIN, PLACE))
                .isInstanceOf(IllegalStateException.class);
        byte[] sealed = SampleKeys.ONE.seal(PLAIN, PLACE);
        assertThat(why(SealingKeys.none(), sealed, PLACE)).contains("is not here");
        assertThat(SealingKeys.none().sealedByFirst(sealed)).isFalse();
    }

    @Test
    void no_text_of_keys_shows_them() {
        SealingKeys keys = SampleKeys.keys(1, 2);
        assertThat(keys.toString())
                .isEqualTo(
                        List.of("key " + SampleKeys.key(1).id(), "key " + SampleKeys.key(2).id())
                                .toString());
        assertThat(SampleKeys.keys(1, 1).keys()).hasSize(1);
    }

    private static byte[] open(SealingKeys keys, byte[] sealed, byte[] place) {
        return ((Opened.Plain) keys.open(sealed, place)).bytes();
    }

    private static String why(SealingKeys keys, byte[] sealed, byte[] place) {
        return ((Opened.Closed) keys.open(sealed, place)).why();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
