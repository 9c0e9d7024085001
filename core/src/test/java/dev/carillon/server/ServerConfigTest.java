package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.endpoint.Cidr;
import dev.carillon.rule.Policies;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

class ServerConfigTest {
    @TempDir Path folder;

    @Test
    void flags_win_over_the_environment_and_that_over_the_file() throws IOException {
        Path file =
                file(
                        """
                        s3-port: 1
                        admin-port: 2
                        region: from-file
                        """);
        var settings =
                Settings.read(
                        Map.of(Setting.S3_PORT, "11"),
                        Map.of("CARILLON_S3_PORT", "21", "CARILLON_ADMIN_PORT", "22"),
                        Optional.of(file));
        var config = ServerConfig.of(settings);
        assertThat(config.s3Port()).hasValue(11);
        assertThat(config.adminPort()).hasValue(22);
        assertThat(config.region()).isEqualTo("from-file");
        assertThat(config.host()).isEqualTo("127.0.0.1");
    }

    @Test
    void domains_are_a_list_in_lower_case() {
        var settings = Settings.defaults().with(Setting.DOMAIN, "S3.Example.com, s3.internal");
        assertThat(ServerConfig.of(settings).domains())
                .containsExactly("s3.example.com", "s3.internal");
        assertThat(ServerConfig.defaults().domains()).containsExactly("localhost");
    }

    @Test
    void the_environment_may_name_the_file() throws IOException {
        Path file = file("region: elsewhere\n");
        var settings =
                Settings.read(
                        Map.of(), Map.of("CARILLON_CONFIG", file.toString()), Optional.empty());
        assertThat(ServerConfig.of(settings).region()).isEqualTo("elsewhere");
    }

    @Test
    void a_file_may_list_networks_and_use_the_names_of_ceph() throws IOException {
        Path file =
                file(
                        """
                        allow-targets: [10.0.0.0/8, "fd00::/8"]
                        topic_persistency_time_to_live: 60
                        topic_persistency_max_retries: 3
                        topic_persistency_sleep_duration: 5
                        ceph-compat: true
                        log: json
                        """);
        var config = ServerConfig.of(Settings.read(Map.of(), Map.of(), Optional.of(file)));
        assertThat(config.allowTargets())
                .containsExactly(Cidr.parse("10.0.0.0/8"), Cidr.parse("fd00::/8"));
        assertThat(config.queued())
                .isEqualTo(
                        Policies.of(
                                "time_to_live", "60",
                                "max_retries", "3",
                                "retry_sleep_duration", "5"));
        assertThat(config.cephCompat()).isTrue();
        assertThat(config.log()).isEqualTo(LogFormat.JSON);
    }

    @Test
    void zero_means_for_ever_and_no_pause() {
        var config =
                ServerConfig.of(
                        Settings.defaults()
                                .with(Setting.TOPIC_PERSISTENCY_TIME_TO_LIVE, "0")
                                .with(Setting.TOPIC_PERSISTENCY_MAX_RETRIES, "0")
                                .with(Setting.TOPIC_PERSISTENCY_SLEEP_DURATION, "0"));
        assertThat(config.queued()).isEqualTo(Policies.of("retry_sleep_duration", "0"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "7d,1GiB   | PT168H | 1073741824",
                "2GiB, 36h | PT36H  | 2147483648",
                "90m       | PT90M  |",
                "4096      |        | 4096",
                "0         | PT0S   | 0",
            })
    void a_retention_is_an_age_and_a_size_or_either(String text, Duration age, Long bytes) {
        var retention = ServerConfig.of(with(Setting.RETENTION, text)).retention();
        assertThat(retention.age()).isEqualTo(Optional.ofNullable(age));
        assertThat(retention.bytes().stream().boxed().findFirst())
                .isEqualTo(Optional.ofNullable(bytes));
    }

    @Test
    void a_missing_part_of_a_retention_is_no_limit() {
        var aged = ServerConfig.of(with(Setting.RETENTION, "1h")).retention();
        assertThat(aged.atMostBytes()).isEqualTo(Long.MAX_VALUE);
        var sized = ServerConfig.of(with(Setting.RETENTION, "1KiB")).retention();
        assertThat(sized.atMostAge()).isGreaterThan(Duration.ofDays(36_500));
    }

    @Test
    void dead_letters_are_kept_for_an_age_or_for_ever() {
        assertThat(
                        ServerConfig.of(with(Setting.DEAD_LETTER_RETENTION, "12h"))
                                .deadLetterRetention())
                .contains(Duration.ofHours(12));
        assertThat(ServerConfig.of(with(Setting.DEAD_LETTER_RETENTION, "0")).deadLetterRetention())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1GiB, 1073741824", "5%, 50", "0, 0", "0%, 0", "99%, 990"})
    void free_space_is_a_size_or_a_share_of_the_disk(String text, long bytes) {
        var least = ServerConfig.of(with(Setting.MIN_FREE_SPACE, text)).minFreeSpace();
        assertThat(least.of(1_000)).isEqualTo(bytes);
    }

    private static Settings with(Setting setting, String text) {
        return Settings.defaults().with(setting, text);
    }

    @Test
    void an_empty_file_says_nothing() throws IOException {
        var settings = Settings.read(Map.of(), Map.of(), Optional.of(file("# later\n")));
        assertThat(ServerConfig.of(settings)).isEqualTo(ServerConfig.defaults());
    }

    @Test
    void a_listener_can_be_off() {
        var config = ServerConfig.of(Settings.defaults().with(Setting.ADMIN_PORT, "off"));
        assertThat(config.adminPort()).isEqualTo(OptionalInt.empty());
    }

    @Test
    void the_root_key_pair_comes_from_the_environment() {
        var config =
                ServerConfig.of(
                        Settings.read(
                                Map.of(),
                                Map.of(
                                        "CARILLON_ACCESS_KEY", "bell",
                                        "CARILLON_SECRET_KEY", "tower"),
                                Optional.empty()));
        assertThat(config.rootKey().orElseThrow().id()).isEqualTo("bell");
        assertThat(config.toString()).doesNotContain("tower");
    }

    @Test
    void half_a_key_pair_is_refused() {
        var settings =
                Settings.read(Map.of(), Map.of("CARILLON_ACCESS_KEY", "bell"), Optional.empty());
        assertThatThrownBy(() -> ServerConfig.of(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("CARILLON_SECRET_KEY");
    }

    @Test
    void an_unknown_key_is_refused_with_a_suggestion() throws IOException {
        Path file = file("s3-prot: 9000\n");
        assertThatThrownBy(() -> Settings.read(Map.of(), Map.of(), Optional.of(file)))
                .isInstanceOf(ConfigException.class)
                .hasMessage(file + ": there is no setting s3-prot: did you mean s3-port?");
    }

    @Test
    void an_unknown_key_that_resembles_nothing_is_answered_with_all_names() throws IOException {
        Path file = file("colour: blue\n");
        assertThatThrownBy(() -> Settings.read(Map.of(), Map.of(), Optional.of(file)))
                .hasMessageContaining("the settings are data, host, s3-port");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "S3_PORT | 70000 | is no port",
                "S3_PORT | -1 | is no port",
                "ADMIN_PORT | ninety | is no port",
                "REGION | über alles | a region is",
                "CEPH_COMPAT | perhaps | neither true nor false",
                "LOG | xml | neither text nor json",
                "ALLOW_TARGETS | 10.0.0.0/8,here | is no address range",
                "DOMAIN | http://s3.example.com | is no domain",
                "DOMAIN | s3.example.com:9000 | is no domain",
                "DOMAIN | *.example.com | is no domain",
                "DOMAIN | localhost,10.0.0.7 | is no domain",
                "RETENTION | a week | is no retention: write an age, a size or both",
                "RETENTION | 7d,8d | is no retention",
                "RETENTION | 1GiB,2GiB | is no retention",
                "RETENTION | 7d, | is no retention",
                "RETENTION | '' | needs a value",
                "DEAD_LETTER_RETENTION | 30 | is no duration",
                "MIN_FREE_SPACE | 100% | neither a size nor a share",
                "MIN_FREE_SPACE | 1GB | neither a size nor a share",
                "TLS_CERT | a.pem | go together",
                "TLS_KEY | a.pem | go together",
                "TOPIC_PERSISTENCY_MAX_RETRIES | -3 | is no number of count",
                "HOST | '' | needs a value",
            })
    void a_value_that_is_none_is_refused(Setting setting, String text, String why) {
        var settings = Settings.defaults().with(setting, text);
        assertThatThrownBy(() -> ServerConfig.of(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(why);
    }

    @Test
    void an_error_names_the_place_where_it_was_said() {
        var settings = Settings.read(Map.of(), Map.of("CARILLON_S3_PORT", "x"), Optional.empty());
        assertThatThrownBy(() -> ServerConfig.of(settings))
                .hasMessageStartingWith("CARILLON_S3_PORT: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1, 2]          | a list of lines",
                "region: {a: b}  | takes one value",
                "region: '       | not YAML",
            })
    void a_file_that_is_none_is_refused(String text, String why) throws IOException {
        Path file = file(text);
        assertThatThrownBy(() -> Settings.read(Map.of(), Map.of(), Optional.of(file)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(why);
    }

    @Test
    void a_file_that_is_not_there_is_refused() {
        Path file = folder.resolve("none.yaml");
        assertThatThrownBy(() -> Settings.read(Map.of(), Map.of(), Optional.of(file)))
                .hasMessageContaining("there is no such configuration file");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("carillon.yaml"), text);
    }
}
