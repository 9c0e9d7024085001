package dev.carillon.b2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.registry.AppKey;
import dev.carillon.signature.Secret;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

class CallerTest {
    @Test
    void a_key_for_buckets_is_not_for_the_account() {
        var restricted = caller(List.of("0000000000000001"));
        assertThatThrownBy(restricted::ofAccount)
                .isInstanceOf(B2Exception.class)
                .hasMessageContaining("restricted to buckets");
    }

    @Test
    void a_key_without_a_bucket_is_for_the_account() {
        var master = caller(List.of());
        assertThat(master.ofAccount()).isSameAs(master);
    }

    private static Caller caller(List<String> buckets) {
        return new Caller(
                new AppKey(
                        "id",
                        Secret.of("secret"),
                        "name",
                        "root",
                        Capabilities.OF_ACCOUNT,
                        buckets,
                        "",
                        Optional.empty()));
    }
}
