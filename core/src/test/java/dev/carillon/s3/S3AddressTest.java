package dev.carillon.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3AddressTest {
    @ParameterizedTest
    @CsvSource(
            value = {
                "'';'';''",
                "b;b;''",
                "b/;b;''",
                "b/k;b;k",
                "b//k;b;/k",
                "b/a//b/;b;a//b/",
                "b/a%2Fb;b;a/b",
                "b/a%252Fb;b;a%2Fb",
                "b/a+b%2B;b;a+b+",
                "b/..;b;..",
                "b/%C3%A9;b;é"
            },
            delimiter = ';')
    void a_path_is_decoded_once(String path, String bucket, String key) {
        assertThat(S3Address.parse(path)).isEqualTo(new S3Address(bucket, key));
    }

    @Test
    void a_key_has_at_most_1024_bytes() {
        assertThat(S3Address.parse("b/" + "%C3%A9".repeat(512)).key()).hasSize(512);
        assertThatThrownBy(() -> S3Address.parse("b/" + "%C3%A9".repeat(512) + "x"))
                .hasMessageContaining("KeyTooLongError");
    }

    @Test
    void a_list_token_comes_back_as_it_was() {
        for (String name : new String[] {"a", "é/😀", "a/b/", "\u0000"}) {
            assertThat(ListToken.read(ListToken.of(name))).isEqualTo(name);
        }
        assertThatThrownBy(() -> ListToken.read("")).hasMessageContaining("begin the list again");
        assertThatThrownBy(() -> ListToken.read("AP8"))
                .hasMessageContaining("begin the list again");
    }
}
