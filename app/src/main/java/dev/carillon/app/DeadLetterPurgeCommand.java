package dev.carillon.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.concurrent.Callable;

/** {@code carillon deadletter purge}: deletes them. */
@Command(
        name = "purge",
        header = "Remove dead letters for good: those named by ids or options, or --all.",
        footer = {"carillon deadletter purge --topic uploads", "carillon deadletter purge --all"})
final class DeadLetterPurgeCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private LetterChoice choice = new LetterChoice();

    @Option(names = "--all", description = "every dead letter there is")
    private boolean all;

    @Option(names = "--json", description = "print what became of them as one JSON document")
    private boolean json;

    @Mixin private AdminCalls server = new AdminCalls();

    @Override
    public Integer call() {
        if (all != choice.saysNothing()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "give ids, or options that choose, or --all for every dead letter");
        }
        ObjectNode body = choice.body(spec);
        if (all) {
            body.put("all", true);
        }
        JsonNode done = server.post("/v1/deadletters/purge", body);
        var screen = Screen.of(spec.commandLine().getOut());
        screen.line(
                json
                        ? done.toString()
                        : Screen.count(done.path("purged").asInt(), "dead letter") + " purged");
        return Exit.OK;
    }
}
