package dev.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.engine.EventRetention;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.store.MinFreeSpace;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Checks every default, and that the documents state it. */
class DefaultsTest {
    private static final Path DOCUMENT = Path.of("../docs/configuration.md");

    @Test
    void each_default() {
        assertThat(ServerConfig.defaults())
                .isEqualTo(
                        new ServerConfig(
                                Path.of("carillon-data"),
                                "127.0.0.1",
                                OptionalInt.of(9000),
                                new B2Config(
                                        OptionalInt.of(9001),
                                        Duration.ofDays(1),
                                        OptionalLong.empty(),
                                        false,
                                        Duration.ofDays(1)),
                                new BrokerConfig(OptionalInt.of(9002), List.of(), false, 5),
                                OptionalInt.of(9003),
                                "default",
                                List.of("localhost"),
                                Optional.empty(),
                                Optional.empty(),
                                false,
                                new ConnectionConfig(OptionalInt.empty(), OptionalInt.empty()),
                                false,
                                List.of(),
                                false,
                                LogFormat.TEXT,
                                AttemptLines.FAILED,
                                new EventRetention(
                                        Optional.of(Duration.ofDays(7)), OptionalLong.of(1L << 30)),
                                Optional.of(Duration.ofDays(30)),
                                new MinFreeSpace.Bytes(256L << 20),
                                OptionalLong.empty(),
                                DeliveryPolicy.defaults(),
                                Optional.empty()));
    }

    @ParameterizedTest
    @EnumSource
    void each_setting_has_its_row_in_the_documents(Setting setting) throws IOException {
        String defaultCell =
                setting.defaultText().isEmpty() ? "not set" : "`" + setting.defaultText() + "`";
        assertThat(Files.readString(DOCUMENT))
                .contains("| `" + setting.key() + "` | " + defaultCell + " |");
    }
}
