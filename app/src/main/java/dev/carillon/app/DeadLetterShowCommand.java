package dev.carillon.app;

import dev.carillon.receive.Printable;
import dev.carillon.signature.Percent;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;

import java.util.Map;
import java.util.concurrent.Callable;

/** {@code carillon deadletter show}: shows the details of one. */
@Command(
        name = "show",
        header = "Show one dead letter: why it was given up, and what would be sent.",
        footer = {"carillon deadletter show uploads:12"})
final class DeadLetterShowCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "ID", description = "which, as carillon deadletter list shows it")
    private String id = "";

    @Option(names = "--json", description = "print it as one JSON document")
    private boolean json;

    @Mixin private AdminCalls server = new AdminCalls();

    @Override
    public Integer call() {
        JsonNode letter = server.get("/v1/deadletters/" + Percent.encode(id), Map.of());
        var screen = Screen.of(spec.commandLine().getOut());
        if (json) {
            screen.line(letter.toString());
        } else {
            show(screen, letter);
        }
        return Exit.OK;
    }

    private static void show(Screen screen, JsonNode it) {
        String id = it.path("id").asString();
        boolean gone = !it.path("topicExists").asBoolean();
        screen.line(screen.bold("dead letter " + id));
        row(screen, "object", text(it, "bucket") + "/" + text(it, "key"));
        row(screen, "event", text(it, "event") + " at " + text(it, "time"));
        row(screen, "sequencer", text(it, "sequencer"));
        if (!text(it, "traceparent").isEmpty()) {
            row(screen, "traceparent", text(it, "traceparent"));
        }
        row(screen, "topic", text(it, "topic") + (gone ? "  (deleted)" : ""));
        row(screen, "rule", text(it, "rule"));
        row(screen, "given up", givenUp(it));
        row(screen, "last", text(it, "lastResult"));
        if (!text(it, "answerExcerpt").isEmpty()) {
            row(screen, "answer", text(it, "answerExcerpt"));
        }
        screen.line("");
        screen.line("what would be sent:");
        screen.json(it.path("record"));
        screen.line("");
        screen.line(
                screen.faint(
                        gone
                                ? "make the topic again before you send it, or purge it"
                                : "send it again: carillon deadletter replay " + id));
    }

    private static String givenUp(JsonNode it) {
        return "%s, %s, after %s%s%s"
                .formatted(
                        text(it, "at"),
                        text(it, "reason"),
                        Screen.count(it.path("attempts").asInt(), "attempt"),
                        shared(it.path("sharedTries").asInt()),
                        it.path("replay").asBoolean() ? " of its replay" : "");
    }

    private static String shared(int tries) {
        return tries == 0 ? "" : " of its own and " + Screen.count(tries, "probe") + " of others";
    }

    /** Writes a row. Text from an endpoint or from a key's owner must not move the cursor. */
    private static void row(Screen screen, String name, String text) {
        screen.row(name, Printable.line(text));
    }

    private static String text(JsonNode it, String field) {
        return it.path(field).asString();
    }
}
