package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import picocli.CommandLine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

class B2CallsTest {
    private static final Map<String, String> KEY =
            Map.of("B2_APPLICATION_KEY_ID", "id", "B2_APPLICATION_KEY", "secret");

    @TempDir Path folder;

    @Test
    void with_a_key_of_backblaze_it_asks_backblaze() {
        B2Calls.Service service = service(KEY);
        assertThat(service.url()).hasToString("https://api.backblazeb2.com");
        assertThat(service.key().id()).isEqualTo("id");
        assertThat(service.key().secret().revealText()).isEqualTo("secret");
    }

    @Test
    void whoever_names_a_data_folder_means_its_server() throws Exception {
        String id = "ROOT".repeat(5);
        Files.writeString(folder.resolve("root-key"), id + "\n" + "secret23".repeat(5) + "\n");
        B2Calls.Service service = service(KEY, "--data", folder.toString());
        assertThat(service.url()).hasToString("http://127.0.0.1:9001");
        assertThat(service.key().id()).isEqualTo(id);
    }

    @Test
    void an_endpoint_is_where_it_asks_whatever_the_key() {
        assertThat(service(KEY, "--endpoint", "http://b2.local:9001/").url())
                .hasToString("http://b2.local:9001");
    }

    @Test
    void the_environment_of_the_b2_command_line_counts() {
        var environment = new HashMap<>(KEY);
        environment.put("B2_ENVIRONMENT", "http://127.0.0.1:7");
        assertThat(service(environment).url()).hasToString("http://127.0.0.1:7");
        environment.put("B2_ENVIRONMENT", "production");
        assertThat(service(environment).url()).hasToString("https://api.backblazeb2.com");
    }

    @Test
    void half_a_key_is_none() {
        assertThatThrownBy(() -> service(Map.of("B2_APPLICATION_KEY", "secret")))
                .isInstanceOf(CommandFailed.class)
                .hasMessageContaining("set both, or none");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"b2.local", "ftp://x", "http://x/y", "http://me@x", "http://a b", "staging"})
    void an_invalid_endpoint_is_reported(String endpoint) {
        assertThatThrownBy(() -> service(KEY, "--endpoint", endpoint))
                .isInstanceOf(CommandFailed.class)
                .hasMessage("--endpoint takes a URL like http://127.0.0.1:9001, not " + endpoint);
    }

    private static B2Calls.Service service(Map<String, String> environment, String... line) {
        var calls = new B2Calls(environment);
        new CommandLine(calls).parseArgs(line);
        return calls.service();
    }
}
