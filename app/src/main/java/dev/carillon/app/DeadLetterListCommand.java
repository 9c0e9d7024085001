package dev.carillon.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code carillon deadletter list}: lists them. */
@Command(
        name = "list",
        header = "List dead letters by topic, in the order in which they were owed.",
        footer = {
            "carillon deadletter list",
            "carillon deadletter list --topic uploads --since 2h",
            "carillon deadletter list --reason expired --json"
        })
final class DeadLetterListCommand implements Callable<Integer> {
    private static final int LARGEST_PAGE = 1_000;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private LetterOptions options = new LetterOptions();

    @Option(
            names = "--limit",
            paramLabel = "COUNT",
            defaultValue = "100",
            description = "show at most this many (default 100)")
    private int limit;

    @Option(names = "--json", description = "print each as one line of JSON, keys whole")
    private boolean json;

    @Mixin private AdminCalls server = new AdminCalls();

    /** A page of letters, and whether there are more. */
    private record Found(List<JsonNode> letters, boolean more) {}

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new ParameterException(spec.commandLine(), "--limit takes 1 or more");
        }
        Found found = find();
        var screen = Screen.of(spec.commandLine().getOut());
        if (json) {
            found.letters().forEach(letter -> screen.line(letter.toString()));
        } else {
            show(screen, found.letters());
        }
        if (found.more()) {
            var err = spec.commandLine().getErr();
            err.println("carillon: there are more, see them with --limit");
            err.flush();
        }
        return Exit.OK;
    }

    private Found find() {
        var letters = new ArrayList<JsonNode>();
        var query = new LinkedHashMap<>(options.said());
        while (true) {
            int wanted = Math.min(limit - letters.size(), LARGEST_PAGE);
            query.put("limit", Integer.toString(wanted));
            JsonNode page = server.get("/v1/deadletters", query);
            letters.addAll(page.path("deadLetters").values());
            boolean more = page.has("next");
            if (!more || letters.size() >= limit) {
                return new Found(letters, more);
            }
            query.put("after", page.path("next").asString());
        }
    }

    private void show(Screen screen, List<JsonNode> letters) {
        if (letters.isEmpty()) {
            screen.line(
                    options.said().isEmpty()
                            ? "no dead letters: nothing was given up"
                            : "no dead letters like that");
            return;
        }
        var table =
                new Table("ID", "GIVEN UP", "REASON", "TOPIC", "RULE", "TRIES", "LAST", "OBJECT");
        letters.forEach(letter -> table.row(cells(letter)));
        screen.table(table);
        screen.line("");
        screen.line(
                screen.faint(
                        Screen.count(letters.size(), "dead letter")
                                + "; look at one: carillon deadletter show ID; send again: carillon"
                                + " deadletter replay ID"));
    }

    private static List<String> cells(JsonNode it) {
        return List.of(
                it.path("id").asString(),
                Screen.seconds(it.path("at").asString()),
                it.path("reason").asString(),
                it.path("topic").asString(),
                it.path("rule").asString(),
                it.path("attempts").asString(),
                it.path("lastResult").asString(),
                it.path("bucket").asString() + "/" + it.path("key").asString());
    }
}
