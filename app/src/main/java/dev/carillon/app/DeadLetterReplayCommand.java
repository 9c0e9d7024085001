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
        description = {
            "Send dead letters again, each to its topic: all, or those that ids or options name.",
            "",
            "They go out under their first webhook-id, with x-carillon-replay: true, and their age"
                    + " counts",
            "from now. Each is sent again once, whoever asks how often. Fails when some stay as"
                    + " their",
            "topic is deleted."
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
