package dev.carillon.app;

import dev.carillon.receive.Outlet;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.Pacing;
import dev.carillon.rule.Quota;
import dev.carillon.rule.Rate;
import dev.carillon.rule.RefusedException;
import dev.carillon.rule.RetryPolicy;
import dev.carillon.rule.Target;
import dev.carillon.rule.Units;
import dev.carillon.script.ScriptSettings;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The options that say what a receiver does with each event. */
final class ReceiveWork {
    /** The names of the options that concern every receiver that keeps events. */
    static final List<String> KEEPING = List.of("--workers", "--timeout", "--retries", "--rate");

    /** The names of the options that concern only scripts. */
    static final List<String> OF_SCRIPTS =
            List.of("--exec-mode", "--pass-env", "--reject-unsafe-keys", "--once");

    private static final String UNTIL = "events are retried, and become dead letters if that lasts";
    private static final int MOST_WORKERS = 256;
    private static final int MOST_AT_ONCE = 256;
    private static final int MOST_RETRIES = 10_000;
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final Duration SHORTEST = Duration.ofMillis(100);

    /** The name of the option that needs a folder. */
    static final String ONCE = "--once";

    /** The way in which a receiver handles events. */
    enum Mode {
        SHOW(0, Duration.ZERO),
        SCRIPT(4, Duration.ofMinutes(5)),
        STREAM(2, Duration.ofMinutes(5)),
        FORWARD(MOST_WORKERS, Duration.ofSeconds(30));

        private final int workers;
        private final Duration timeout;

        Mode(int workers, Duration timeout) {
            this.workers = workers;
            this.timeout = timeout;
        }

        /** Returns whether events are kept until they are passed on. */
        boolean keeps() {
            return this != SHOW;
        }

        /** Returns whether a script gets the events. */
        boolean runsScript() {
            return this == SCRIPT || this == STREAM;
        }
    }

    @Option(
            names = "--script",
            paramLabel = "FILE",
            description = "run FILE BUCKET KEY copy|delete for each event")
    private Optional<Path> script = Optional.empty();

    @Option(
            names = "--exec-mode",
            paramLabel = "each|stream",
            description =
                    "run the script for each event, or long-lived ones that read events as lines of"
                            + " JSON (default each)")
    private Optional<String> execMode = Optional.empty();

    @Option(
            names = "--forward",
            paramLabel = "URL",
            description = "send each event to a URL instead of running a script")
    private Optional<String> forward = Optional.empty();

    @Option(
            names = "--workers",
            paramLabel = "COUNT",
            description = "at most so many events at once (default 4, stream 2, forward 256)")
    private Optional<Integer> workers = Optional.empty();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "end an attempt after this, up to 24h (default 5m, forward 30s)")
    private Optional<Duration> timeout = Optional.empty();

    @Option(
            names = "--retries",
            paramLabel = "COUNT",
            defaultValue = "10",
            description =
                    "after a failure try again so often, then keep a dead letter (default 10)")
    private int retries;

    @Option(
            names = "--rate",
            paramLabel = "RATE",
            converter = RateConverter.class,
            description = "at most so many attempts in a time, such as 10/s or 600/m")
    private Optional<Rate> rate = Optional.empty();

    @Option(
            names = "--pass-env",
            paramLabel = "NAME",
            description = "give the script this variable of the environment too; repeatable")
    private List<String> passed = List.of();

    @Option(
            names = "--reject-unsafe-keys",
            description =
                    "dead letters instead of runs for keys with .., control characters, or a - or /"
                            + " first")
    private boolean rejectUnsafe;

    @Option(
            names = ONCE,
            description =
                    "never run an event again whose run was interrupted: it becomes a dead letter")
    private boolean once;

    /**
     * Returns the mode.
     *
     * @throws IllegalArgumentException if options contradict each other
     */
    Mode mode() {
        if (script.isPresent() && forward.isPresent()) {
            throw new IllegalArgumentException(
                    "--script and --forward cannot be given together: choose one");
        }
        if (forward.isPresent()) {
            return Mode.FORWARD;
        }
        if (script.isEmpty()) {
            return Mode.SHOW;
        }
        return switch (execMode.orElse("each")) {
            case "each" -> Mode.SCRIPT;
            case "stream" -> Mode.STREAM;
            default ->
                    throw new IllegalArgumentException(
                            "--exec-mode takes each or stream, not '" + execMode.get() + "'");
        };
    }

    /**
     * Returns the outlet.
     *
     * @param verbose whether what the script prints is logged
     * @param folder of the receiver, if it is named
     * @throws IllegalArgumentException if a value is wrong; the message says what to write
     */
    Outlet outlet(boolean verbose, Optional<Path> folder) {
        DeliveryPolicy policy = policy();
        return switch (mode()) {
            case FORWARD -> Outlet.forward(forward.orElseThrow(), policy);
            case SCRIPT -> Outlet.script(settings(verbose, folder), once, policy);
            case STREAM -> Outlet.stream(settings(verbose, folder), once, policy);
            case SHOW -> throw new IllegalStateException("a receiver that shows has no outlet");
        };
    }

    private ScriptSettings settings(boolean verbose, Optional<Path> folder) {
        return new ScriptSettings(
                script.orElseThrow(),
                workers(),
                new HashSet<>(passed),
                rejectUnsafe,
                verbose,
                folder,
                Optional.empty());
    }

    private int workers() {
        int count = workers.orElse(mode().workers);
        if (count < 1 || count > MOST_WORKERS) {
            throw new IllegalArgumentException("--workers takes 1 to " + MOST_WORKERS);
        }
        return count;
    }

    /** Returns the highest number of events in progress: a worker of a stream has many. */
    private int atOnce() {
        return mode() == Mode.STREAM ? MOST_AT_ONCE : workers();
    }

    private DeliveryPolicy policy() {
        Duration limit = timeout.orElse(mode().timeout);
        if (limit.compareTo(SHORTEST) < 0 || limit.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("--timeout takes 100ms to 24h, such as 5m");
        }
        if (retries < 0 || retries > MOST_RETRIES) {
            throw new IllegalArgumentException("--retries takes 0 to 10000");
        }
        return new DeliveryPolicy(
                RetryPolicy.defaults().attempts(retries + 1),
                new Pacing(limit, atOnce(), rate),
                Quota.none());
    }

    /** Returns whether runs are recorded, so that none is repeated. */
    boolean once() {
        return once;
    }

    /** Returns what becomes of an event, for people. */
    String shown() {
        String tries = "; a failure is tried again %d times".formatted(retries);
        return switch (mode()) {
            case SHOW -> "events are shown";
            case FORWARD ->
                    "sends each event to "
                            + new Target(forward.orElseThrow(), Map.of()).shown()
                            + tries;
            case SCRIPT ->
                    "runs %s for each event, %d at once, each at most %s%s"
                            .formatted(file(), workers(), Units.text(limit()), tries);
            case STREAM ->
                    "passes events to %s, which runs %d times%s"
                            .formatted(file(), workers(), tries);
        };
    }

    private Duration limit() {
        return timeout.orElse(mode().timeout);
    }

    /** Returns what is wrong with the script now; it is used as soon as that is repaired. */
    Optional<String> complaint() {
        if (!mode().runsScript()) {
            return Optional.empty();
        }
        if (!Files.isRegularFile(file())) {
            return Optional.of("there is no file " + file() + ": " + UNTIL);
        }
        return Files.isExecutable(file())
                ? Optional.empty()
                : Optional.of(file() + " is not executable (chmod +x): " + UNTIL);
    }

    private Path file() {
        return script.orElseThrow().toAbsolutePath().normalize();
    }

    /** Reads a rate. */
    static final class RateConverter implements ITypeConverter<Rate> {
        @Override
        public Rate convert(String text) {
            try {
                return Rate.parse(text);
            } catch (RefusedException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
