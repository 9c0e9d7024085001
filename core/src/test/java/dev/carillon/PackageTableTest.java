package dev.carillon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PackageTableTest {
    private static final String HEAD =
            "text\n\n| package | what it is for | may import |\n|---|---|---|\n";
    private static final String EVENT = "| `event` | values | - |\n";

    @Test
    void a_row_names_packages_and_what_they_may_import() {
        var table =
                PackageTable.parse(
                        HEAD
                                + EVENT
                                + "| `state` | keys | - |\n"
                                + "| `s3` `b2` | faces | event (`b2` also state) |\n"
                                + "| `server` | wiring | all above |\n\nmore");
        assertThat(table.packages()).containsExactly("b2", "event", "s3", "server", "state");
        assertThat(table.allows("b2", "state")).isTrue();
        assertThat(table.allows("s3", "event")).isTrue();
        assertThat(table.allows("s3", "state")).isFalse();
        assertThat(table.allows("s3", "b2")).isFalse();
        assertThat(table.allows("server", "b2")).isTrue();
        assertThat(table.allows("event", "server")).isFalse();
        assertThat(table.allows("event", "event")).isTrue();
    }

    @Test
    void what_cannot_be_read_is_named() {
        refuses("no table", "no table with the columns package | what it is for | may import");
        refuses(HEAD + "\nno rows", "has no rows");
        refuses(HEAD + "| event | values | - |\n", "back quotes`: | event | values | - |");
        refuses(HEAD + EVENT + "| `state` | keys |\n", "three columns");
        refuses(HEAD + "| `state` | keys | event |\n", "event has no row above it");
        refuses(
                HEAD + EVENT + "| `state` | keys | event and more |\n",
                "'event and more' is neither");
        refuses(
                HEAD + EVENT + "| `state` | keys | event (`b2` also event) |\n",
                "one of its packages");
    }

    private static void refuses(String document, String why) {
        assertThatThrownBy(() -> PackageTable.parse(document)).hasMessageContaining(why);
    }
}
