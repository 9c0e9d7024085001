package dev.carillon.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.state.CannotOpenStateException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

class KeySourceTest {
    @TempDir Path folder;

    @Test
    void a_file_that_is_made_has_mode_600_and_the_same_keys_when_it_is_read() throws Exception {
        KeySource source = KeySource.in(folder);
        assertThat(source.find()).isEmpty();
        SealingKeys made = source.make();
        assertThat(source.find().orElseThrow().keys()).isEqualTo(made.keys());
        Path file = folder.resolve("secrets-key");
        assertThat(source.name()).isEqualTo(file.toString());
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(Files.readAllLines(file)).hasSize(2).last().asString().startsWith("sha256 ");
        try (var inside = Files.list(folder)) {
            assertThat(inside).containsExactly(file);
        }
    }

    @Test
    void several_keys_keep_their_order() {
        Path file = folder.resolve("keys");
        KeySource.writeFile(file, SampleKeys.keys(3, 1, 2));
        assertThat(new KeySource.NamedFile(file).find().orElseThrow().keys())
                .containsExactly(SampleKeys.key(3), SampleKeys.key(1), SampleKeys.key(2));
    }

    @Test
    void a_named_file_that_is_missing_is_not_made() {
        KeySource source = new KeySource.NamedFile(folder.resolve("keys"));
        assertThat(source.find()).isEmpty();
        assertThatThrownBy(source::make)
                .isInstanceOf(CannotOpenStateException.class)
                .hasMessageContaining("does not exist")
                .hasMessageContaining("carillon secrets key --out");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_file_cut_anywhere_is_refused() throws Exception {
        KeySource source = KeySource.in(folder);
        source.make();
        Path file = folder.resolve("secrets-key");
        String whole = Files.readString(file);
        for (int length = 0; length < whole.length(); length++) {
            Files.writeString(file, whole.substring(0, length));
            assertThatThrownBy(source::find)
                    .as("length %d", length)
                    .isInstanceOf(CannotOpenStateException.class)
                    .hasMessageContaining("is damaged")
                    .hasMessageContaining("restore it");
        }
    }

    @Test
    void a_changed_character_is_refused() throws Exception {
        KeySource source = KeySource.in(folder);
        source.make();
        Path file = folder.resolve("secrets-key");
        String whole = Files.readString(file);
        for (int place = 0; place < whole.length(); place++) {
            char other = whole.charAt(place) == 'A' ? 'B' : 'A';
            Files.writeString(file, whole.substring(0, place) + other + whole.substring(place + 1));
            assertThatThrownBy(source::find)
                    .as("character %d", place)
                    .isInstanceOf(CannotOpenStateException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx-----x"})
    void a_file_that_is_open_to_others_is_refused(String mode) throws Exception {
        KeySource source = KeySource.in(folder);
        source.make();
        Path file = folder.resolve("secrets-key");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        assertThatThrownBy(source::find)
                .isInstanceOf(CannotOpenStateException.class)
                .hasMessageContaining("is open to other users")
                .hasMessageContaining("chmod 600");
    }

    @Test
    void a_file_that_cannot_be_written_is_named() {
        KeySource source = KeySource.in(folder.resolve("missing"));
        assertThatThrownBy(source::make)
                .isInstanceOf(CannotOpenStateException.class)
                .hasMessageContaining(source.name());
    }

    @Test
    void a_draft_of_a_killed_process_is_replaced() throws Exception {
        Files.writeString(folder.resolve("secrets-key.new"), "half of a k");
        KeySource source = KeySource.in(folder);
        assertThat(source.find()).isEmpty();
        SealingKeys made = source.make();
        assertThat(source.find().orElseThrow().keys()).isEqualTo(made.keys());
        assertThat(folder.resolve("secrets-key.new")).doesNotExist();
    }

    @Test
    void a_variable_takes_both_alphabets_and_several_keys() {
        String standard = "+/" + "A".repeat(41) + "=";
        String url = "-_" + "A".repeat(41);
        assertThat(KeySource.Given.of("V", standard).keys().keys())
                .isEqualTo(KeySource.Given.of("V", url).keys().keys());
        assertThat(KeySource.Given.of("V", standard + ", " + "B".repeat(43) + "\n").keys().keys())
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", " ", "\r\n", "\t "})
    void a_variable_takes_the_content_of_a_file_with_any_white_space(String between) {
        SealingKeys keys = SampleKeys.keys(3, 1);
        String text = KeyText.ofFile(keys).replace("\n", between).replace("sha256 ", "sha256\t");
        assertThat(KeySource.Given.of("V", text).keys().keys()).isEqualTo(keys.keys());
        assertThat(KeySource.Given.of("V", KeyText.ofVariable(keys)).keys().keys())
                .isEqualTo(keys.keys());
        assertThatThrownBy(() -> KeySource.Given.of("V", text.replace("sha256\t", "sha256\t0")))
                .hasMessageContaining("checksum");
    }

    @ParameterizedTest
    @CsvSource({"'',1 to 16", "secret,key 1", "AAAA,key 1", "'  ',1 to 16"})
    void a_malformed_variable_is_refused_without_its_text(String text, String why) {
        assertThatThrownBy(() -> KeySource.Given.of("V", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining("secret");
    }

    private static String mode(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
