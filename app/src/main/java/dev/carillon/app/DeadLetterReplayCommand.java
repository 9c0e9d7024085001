package dev.carillon.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;

import java.util.concurrent.Callable;

/** {@code carillon deadletter replay}: sends them again. */
@Command(
        name = "replay",
        header =
                "Send dead letters again, each to its topic: those named by ids or "
                        + "options, or all.",
        description = {
            "",
            "They are sent with their first webhook-id and x-carillon-replay: "
                    + "true, and their age counts from now. A letter is sent again once, "
                    + "however often this is repeated. The exit code is 1 if letters stay "
                    + "because their topic is deleted."
        },
        footer = {
            "carillon deadletter replay --topic uploads",
            "carillon deadletter replay --since 1d --reason retries-exhausted"
        })
final class DeadLetterReplayCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private LetterChoice choice = new LetterChoice();

    @Option(names = "--json", description = "print what became of them as one JSON document")
    private boolean json;

    @Mixin private AdminCalls server = new AdminCalls();

    @Override
    public Integer call() {
        JsonNode done = server.post("/v1/deadletters/replay", choice.body(spec));
        int kept = done.path("kept").asInt();
        var screen = Screen.of(spec.commandLine().getOut());
        if (json) {
            screen.line(done.toString());
        } else {
            screen.line(Screen.count(done.path("replayed").asInt(), "dead letter") + " sent again");
            if (kept > 0) {
                screen.line(
                        screen.bad(
                                Screen.count(kept, "dead letter")
                                        + " stay: the topic is deleted and none has its name; make"
                                        + " it again, or purge them"));
            }
        }
        return kept == 0 ? Exit.OK : Exit.FAILED;
    }
}
