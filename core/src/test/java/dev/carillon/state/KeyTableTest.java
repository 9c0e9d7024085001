package dev.carillon.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

class KeyTableTest {
    @Test
    void no_prefix_begins_with_another() {
        for (KeyTable one : KeyTable.values()) {
            for (KeyTable other : KeyTable.values()) {
                assertThat(one != other && one.all().startsWith(other.all()))
                        .as("%s begins with the prefix of %s", one, other)
                        .isFalse();
            }
        }
    }

    @Test
    void the_prefixes_are_those_on_disk() {
        String prefixes =
                Arrays.stream(KeyTable.values())
                        .map(table -> new String(table.all().bytes(), StandardCharsets.US_ASCII))
                        .collect(Collectors.joining(" "));
        assertThat(prefixes)
                .isEqualTo("e k d p c h x q P F l r t m M L n S u K b o v s i f g B N wu wp we");
    }
}
