package dev.carillon.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

class JournalFolderTest {
    @TempDir Path state;

    @Test
    void a_look_at_a_bucket_without_listeners_makes_nothing() {
        var place = new RuleLeases.Place("http://b2", "phtos");

        assertThatThrownBy(() -> JournalFolder.first(state, place))
                .isInstanceOf(ListenException.class)
                .hasMessageContaining("No listener of bucket \"phtos\"");
        assertThat(state).isEmptyDirectory();
    }
}
