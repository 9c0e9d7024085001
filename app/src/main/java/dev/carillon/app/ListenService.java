package dev.carillon.app;

import dev.carillon.b2client.B2ClientException;
import dev.carillon.b2client.B2Connection;
import dev.carillon.b2client.RuleBook;
import dev.carillon.listen.ListenException;
import dev.carillon.listen.ListenLog;
import dev.carillon.listen.RecoveryFolder;
import dev.carillon.listen.RuleLeases;
import dev.carillon.state.RealDisk;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

import java.io.PrintWriter;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The parts that {@code listen} and {@code cleanup} share: service, key, log, state of the user.
 */
final class ListenService {
    private static final String NO_KEY =
            "You must set the B2_APPLICATION_KEY_ID and B2_APPLICATION_KEY environment variables";

    @Option(
            names = "--loglevel",
            paramLabel = "LEVEL",
            defaultValue = "info",
            converter = LevelConverter.class,
            description = "debug, info, warn, error or critical (default info)")
    private ListenLog.Level level = ListenLog.Level.INFO;

    @Option(
            names = "--cloudflared-command",
            paramLabel = "CMD",
            description = "the program of Cloudflare's tunnels (default cloudflared)")
    private Optional<String> cloudflared = Optional.empty();

    @Mixin private B2Calls b2 = new B2Calls(DotEnv::read);

    /** An authorized access to one bucket, which need not exist. */
    record Opened(
            B2Calls.Service service,
            RuleLeases.Place place,
            B2Connection connection,
            RuleBook book,
            RuleLeases leases) {}

    /** Returns the program of Cloudflare's tunnels. */
    String cloudflared() {
        return cloudflared.orElse("cloudflared");
    }

    /** Returns whether that program was named. */
    boolean saysCloudflared() {
        return cloudflared.isPresent();
    }

    /** Creates the log of a command. */
    ListenLog log(PrintWriter err) {
        return new ListenLog(
                level,
                line -> {
                    err.println(line);
                    err.flush();
                });
    }

    /** Runs work on a bucket, and returns its exit code; what fails is one line. */
    int run(String bucket, ListenLog log, Function<Opened, Integer> work) {
        return guarded(
                log,
                () -> {
                    B2Calls.Service service = service();
                    try (B2Connection connection = b2.open(service)) {
                        return work.apply(opened(service, connection, bucket, log));
                    }
                });
    }

    /** Runs work, and returns its exit code; what fails is one line. */
    int guarded(ListenLog log, Supplier<Integer> work) {
        try {
            return work.get();
        } catch (ListenException | B2ClientException | CommandFailed e) {
            log.critical(String.valueOf(e.getMessage()));
            return Exit.FAILED;
        }
    }

    private static Opened opened(
            B2Calls.Service service, B2Connection connection, String bucket, ListenLog log) {
        if (!connection.mayUse(bucket)) {
            throw new ListenException(
                    "Application key %s is not authorized for %s"
                            .formatted(service.key().id(), bucket));
        }
        var book = new RuleBook(connection);
        var folder = new RecoveryFolder(new RealDisk(), stateFolder().resolve("rules"), log);
        RuleLeases.Place place = place(service, bucket);
        return new Opened(
                service, place, connection, book, new RuleLeases(book, folder, log, place));
    }

    /**
     * Returns the place of a bucket at the service, without asking the service.
     *
     * @throws CommandFailed if options and environment choose no service
     */
    RuleLeases.Place place(String bucket) {
        return place(service(), bucket);
    }

    private static RuleLeases.Place place(B2Calls.Service service, String bucket) {
        return new RuleLeases.Place(service.url().toString(), bucket);
    }

    /** Creates a client for the service's other ports; the caller closes it. */
    HttpClient client() {
        return b2.client();
    }

    private B2Calls.Service service() {
        try {
            return b2.service();
        } catch (CommandFailed e) {
            Map<String, String> variables = DotEnv.read();
            if (variables.containsKey("B2_APPLICATION_KEY_ID")
                    && variables.containsKey("B2_APPLICATION_KEY")) {
                throw e;
            }
            throw new CommandFailed(NO_KEY + " (" + e.getMessage() + ")", e);
        }
    }

    /** Returns the folder of this user's listeners. */
    static Path stateFolder() {
        Path state =
                Optional.ofNullable(System.getenv("XDG_STATE_HOME"))
                        .filter(text -> text.startsWith("/"))
                        .map(Path::of)
                        .orElseGet(
                                () -> Path.of(System.getProperty("user.home"), ".local", "state"));
        return state.resolve("carillon").resolve("listen");
    }

    /** Reads a level. */
    static final class LevelConverter implements ITypeConverter<ListenLog.Level> {
        @Override
        public ListenLog.Level convert(String text) {
            return Arrays.stream(ListenLog.Level.values())
                    .filter(one -> one.toString().equals(text.toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() ->
                            new TypeConversionException(
                                    "'%s' is not debug, info, warn, error or critical"
                                            .formatted(text)));
        }
    }
}
