package dev.carillon.app;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.engine.EventRetention;
import dev.carillon.listen.EventJournal;
import dev.carillon.listen.History;
import dev.carillon.listen.JournalFolder;
import dev.carillon.listen.ListenLog;
import dev.carillon.listen.Ticker;
import dev.carillon.rule.RefusedException;

import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code carillon listen}: brings the events of a bucket to a local URL. */
@Command(
        name = "listen",
        header = "Bring the events of a bucket to a URL on this machine.",
        description = {
            "",
            "At Carillon the events are pulled, and no rule is changed. At Backblaze they come by a"
                + " temporary rule, or by an existing one that gets its URL back at the end, and"
                + " through a tunnel of cloudflared. What arrives is kept on disk until the local"
                + " service has answered 2xx."
        },
        footer = {
            "carillon listen photos",
            "carillon listen photos --url localhost:3000 --prefix in/",
            "carillon listen photos --rule-name new-pictures --run-server",
            "carillon listen photos --history 20",
            "carillon listen photos --resend 547d65a102a5"
        })
final class ListenCommand implements Callable<Integer> {
    /** The options that choose what a running listener does. */
    private static final List<String> OF_LISTENING =
            List.of(
                    "--run-server",
                    "--rate-limit-frequency",
                    "--retry-after",
                    "--rule-name",
                    "--event-types",
                    "--prefix",
                    "--custom-headers",
                    "--signing-secret",
                    "--dry-run",
                    "--public-url",
                    "--tunnel-command",
                    "--cloudflared-command",
                    "--cloudflared-loglevel",
                    "--event-broker-url",
                    "--poll-interval",
                    "--host",
                    "--port");

    /** The options that only a tunnel or public URL uses. */
    private static final List<String> OF_TUNNELS =
            List.of("--host", "--port", "--cloudflared-loglevel");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "BUCKET", description = "the name of the bucket")
    private String bucket = "";

    @Mixin private LocalOption local = new LocalOption();

    @Mixin private ListenRule rule = new ListenRule();

    @Mixin private WayOption way = new WayOption();

    @Option(
            names = "--history-size",
            paramLabel = "KEEP",
            converter = RetentionConverter.class,
            description = "how long, and how many bytes of events are kept (default 7d,64MiB)")
    private EventRetention historySize = EventRetention.parse("7d,64MiB");

    @Option(
            names = "--history",
            paramLabel = "N",
            description = "show the newest N events that were received, and end")
    private Optional<Integer> history = Optional.empty();

    @Option(
            names = "--resend",
            paramLabel = "ID",
            description =
                    "send the message of a received event to the local service again, and end")
    private Optional<String> resend = Optional.empty();

    @Option(names = "--dry-run", description = "only show what would be done")
    private boolean dryRun;

    @Mixin private ListenService service = new ListenService();

    @Override
    public Integer call() {
        check();
        ListenLog log = service.log(spec.commandLine().getErr());
        Screen screen = Screen.of(spec.commandLine().getOut());
        if (history.isPresent() || resend.isPresent()) {
            return service.guarded(log, () -> past(screen));
        }
        var session = new ListenSession(bucket, local, rule, way, service, log, screen);
        return service.guarded(
                log,
                () -> {
                    rule.check();
                    return service.run(
                            bucket,
                            log,
                            opened -> {
                                opened.leases().needBucket();
                                if (session.pulls(opened)) {
                                    refuse(
                                            OF_TUNNELS,
                                            "when events are pulled: leave it out, or name a way in"
                                                    + " such as --public-url");
                                }
                                return dryRun
                                        ? session.plan(opened)
                                        : session.run(opened, historySize);
                            });
                });
    }

    private void check() {
        if (history.isPresent() || resend.isPresent()) {
            String past = history.isPresent() ? "--history" : "--resend";
            refuse(OF_LISTENING, "with %s: leave it out".formatted(past));
        }
        local.check(spec);
        way.check(spec, service.saysCloudflared());
        if (history.filter(count -> count < 1).isPresent()) {
            throw new ParameterException(spec.commandLine(), "--history takes a number from 1");
        }
        if (history.isPresent() && resend.isPresent()) {
            throw new ParameterException(
                    spec.commandLine(), "--history and --resend cannot be given together");
        }
        if (resend.filter(String::isBlank).isPresent()) {
            throw new ParameterException(
                    spec.commandLine(), "--resend takes the id of an event: see --history 20");
        }
    }

    /** Refuses the options that were given but have no effect in this call. */
    private void refuse(List<String> options, String where) {
        ParseResult given = spec.commandLine().getParseResult();
        for (String option : options) {
            if (given.hasMatchedOption(option)) {
                throw new ParameterException(
                        spec.commandLine(), option + " has no effect " + where);
            }
        }
    }

    /** Shows or sends what was received before. */
    private int past(Screen screen) {
        URI url = LocalOption.parsed(local.shown());
        var ticker = new Ticker(screen::line, Ticker.Colours.none(), InstantSource.system());
        try (var folder = JournalFolder.first(ListenService.stateFolder(), service.place(bucket));
                var journal = EventJournal.open(folder.path(), url, historySize, ticker)) {
            var past = new History(journal);
            if (resend.isEmpty()) {
                past.newest(history.orElseThrow()).forEach(screen::line);
                return Exit.OK;
            }
            AttemptResult result = past.resend(resend.get(), url);
            screen.line(local.shown() + ": " + result.summary());
            return result.accepted() ? Exit.OK : Exit.FAILED;
        }
    }

    /** Reads how much is kept. */
    static final class RetentionConverter implements ITypeConverter<EventRetention> {
        @Override
        public EventRetention convert(String text) {
            try {
                return EventRetention.parse(text);
            } catch (RefusedException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
