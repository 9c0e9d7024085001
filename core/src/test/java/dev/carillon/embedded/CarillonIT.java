package dev.carillon.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.server.ConfigException;
import dev.carillon.server.Setting;
import dev.carillon.signature.AccessKey;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

class CarillonIT {
    @Test
    void a_server_over_a_folder_keeps_its_data(@TempDir Path data) {
        AccessKey first;
        try (var carillon = Carillon.start(EmbeddedSettings.in(data))) {
            first = carillon.rootKey();
            assertThat(carillon.s3Url()).startsWith("http://127.0.0.1:");
            assertThat(carillon.b2Url()).isNotEqualTo(carillon.s3Url());
            assertThat(carillon.adminUrl()).isNotEqualTo(carillon.b2Url());
        }
        try (var again = Carillon.start(EmbeddedSettings.in(data))) {
            assertThat(again.rootKey().id()).isEqualTo(first.id());
        }
    }

    @Test
    void several_run_in_one_process() {
        try (var one = Carillon.start(EmbeddedSettings.temporary());
                var other = Carillon.start(EmbeddedSettings.temporary())) {
            assertThat(one.s3Url()).isNotEqualTo(other.s3Url());
        }
    }

    @Test
    void a_temporary_folder_is_removed_with_all_that_is_in_it() throws Exception {
        DataFolder folder = DataFolder.of(Optional.empty());
        Files.writeString(Files.createDirectories(folder.path().resolve("a/b")).resolve("c"), "d");
        folder.close();
        assertThat(folder.path()).doesNotExist();
    }

    @Test
    void a_named_folder_stays(@TempDir Path data) {
        DataFolder.of(Optional.of(data)).close();
        assertThat(data).exists();
    }

    @Test
    void settings_are_checked_when_the_server_starts() {
        var wrong = EmbeddedSettings.temporary().with(Setting.S3_PORT, "many");
        assertThatThrownBy(() -> Carillon.start(wrong))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("s3-port");
        assertThatThrownBy(() -> EmbeddedSettings.temporary().with(Setting.DATA, "x"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_port_that_is_off_has_no_address() {
        var settings = EmbeddedSettings.temporary().with(Setting.B2_PORT, "off");
        try (var carillon = Carillon.start(settings)) {
            assertThatThrownBy(carillon::b2Url).hasMessage("the B2 port is off");
        }
    }
}
