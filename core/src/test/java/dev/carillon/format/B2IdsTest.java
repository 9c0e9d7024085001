package dev.carillon.format;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class B2IdsTest {
    private static final String BUCKET = "00000000000000ab";
    private static final String FILE =
            "4_z00000000000000abca411111_f00000000000000ff_d00000000_m000000_c000_v0000000_t0000"
                    + "_u00000000000000";

    @Test
    void names_have_the_shape_clients_know() {
        assertThat(B2Ids.account("owner")).matches("[0-9a-f]{12}");
        assertThat(B2Ids.account("owner")).isNotEqualTo(B2Ids.account("other"));
        assertThat(B2Ids.bucket(BUCKET)).isEqualTo("00000000000000abca411111");
        assertThat(B2Ids.file(new B2Ids.FileId(BUCKET, 255))).isEqualTo(FILE);
    }

    @Test
    void what_is_named_is_found_by_its_name() {
        assertThat(B2Ids.bucketId(B2Ids.bucket(BUCKET))).contains(BUCKET);
        assertThat(B2Ids.fileId(FILE)).contains(new B2Ids.FileId(BUCKET, 255));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00000000000000ab",
                "00000000000000ABca411111",
                "00000000000000abca411112",
                "g0000000000000abca411111",
                "00000000000000abca411111 "
            })
    void nothing_else_names_a_bucket(String name) {
        assertThat(B2Ids.bucketId(name)).isEmpty();
    }

    @Test
    void nothing_else_names_a_file() {
        assertThat(B2Ids.fileId("")).isEmpty();
        assertThat(B2Ids.fileId(FILE.substring(1))).isEmpty();
        assertThat(B2Ids.fileId(FILE + "0")).isEmpty();
        assertThat(B2Ids.fileId(FILE.replace("_m000000", "_m000001"))).isEmpty();
        assertThat(B2Ids.fileId(FILE.replace("ff_d", "FF_d"))).isEmpty();
    }
}
