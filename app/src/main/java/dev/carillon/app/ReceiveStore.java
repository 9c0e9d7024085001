package dev.carillon.app;

import dev.carillon.engine.EventRetention;
import dev.carillon.receive.ReceiverFolder;
import dev.carillon.rule.Units;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The options that say where and how long a receiver keeps events. */
final class ReceiveStore {
    /** The names of the options. */
    static final List<String> NAMES = List.of("--data", "--event-retention", "--grace");

    private static final Duration LONGEST_GRACE = Duration.ofHours(24);

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description =
                    "keep events here until they are done, also over a restart (default: a"
                            + " temporary folder)")
    private Optional<Path> data = Optional.empty();

    @Option(
            names = "--event-retention",
            paramLabel = "AGE[,SIZE]",
            converter = ListenCommand.RetentionConverter.class,
            defaultValue = "7d",
            description = "keep events so long after that, to recognize repeats (default 7d)")
    private EventRetention retention = EventRetention.defaults();

    @Option(
            names = "--grace",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            defaultValue = "30s",
            description = "let attempts in progress go on so long at the end (default 30s)")
    private Duration grace = Duration.ZERO;

    /** Returns the named folder. */
    Optional<Path> data() {
        return data;
    }

    /** Returns how long events are kept. */
    EventRetention retention() {
        return retention;
    }

    /**
     * Returns the time for attempts in progress at the end.
     *
     * @throws IllegalArgumentException if it is too long
     */
    Duration grace() {
        if (grace.compareTo(LONGEST_GRACE) > 0) {
            throw new IllegalArgumentException(
                    "--grace takes at most " + Units.text(LONGEST_GRACE));
        }
        return grace;
    }

    /**
     * Takes the folder, or a temporary one.
     *
     * @throws dev.carillon.receive.ReceiverException if it cannot be used
     */
    ReceiverFolder take() {
        return data.map(ReceiverFolder::take).orElseGet(ReceiverFolder::temporary);
    }
}
