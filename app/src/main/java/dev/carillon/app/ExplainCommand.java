package dev.carillon.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code carillon explain}: shows why topics were, or were not, notified of an object's changes.
 */
@Command(
        name = "explain",
        header = "Show what happened to each event of an object, rule by rule, and why.",
        description = {
            "",
            "Each event is delivered, waiting or given up, or the rule did not ask "
                    + "for it: then the reason is shown. Signed with the key pair of "
                    + "CARILLON_ACCESS_KEY and CARILLON_SECRET_KEY, or with the one in the "
                    + "server's data folder."
        },
        footer = {
            "carillon explain s3://photos/in/cat.jpg",
            "carillon explain s3://photos/in/cat.jpg --since 2h --json"
        })
final class ExplainCommand implements Callable<Integer> {
    private static final Pattern OBJECT = Pattern.compile("(?s)(?:s3|b2)://([^/]+)/(.+)");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "s3://BUCKET/KEY",
            description = "the object, whether it is there or not")
    private String object = "";

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "events from then on: 30m, 2h or 7d ago, or an ISO time")
    private Optional<Instant> since = Optional.empty();

    @Option(
            names = "--limit",
            paramLabel = "COUNT",
            defaultValue = "20",
            description = "how many events to show, the newest first, up to 1000 (default 20)")
    private int limit;

    @Option(names = "--json", description = "print all as one JSON document")
    private boolean json;

    @Mixin private AdminCalls server = new AdminCalls();

    @Override
    public Integer call() {
        Matcher it = OBJECT.matcher(object);
        if (!it.matches()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "an object is s3://BUCKET/KEY or b2://BUCKET/KEY, not '" + object + "'");
        }
        var query = new LinkedHashMap<String, String>();
        query.put("bucket", it.group(1));
        query.put("key", it.group(2));
        since.ifPresent(from -> query.put("since", from.toString()));
        query.put("limit", Integer.toString(limit));
        JsonNode answer = server.get("/v1/explain", query);
        var screen = Screen.of(spec.commandLine().getOut());
        if (json) {
            screen.line(answer.toString());
        } else {
            var page = new ExplainPage(screen, object, since);
            page.show(answer.path("events"));
            page.warn(answer.path("warnings"));
        }
        return Exit.OK;
    }
}
