package dev.carillon.app;

import dev.carillon.signature.Percent;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.concurrent.Callable;

/**
 * {@code carillon topic test}: shows whether a topic's endpoint accepts events, and if not, why.
 */
@Command(
        name = "test",
        header = "Send one test event to a topic's endpoint and show each step.",
        description = {
            "",
            "The event is marked x-carillon-test: true, uses a connection of its "
                    + "own, and is neither queued nor counted. The exit code is 0 if the "
                    + "endpoint accepted it, 1 if not.",
            "",
            "BUCKET/ID names a webhook of MCS: its endpoint is asked to confirm the "
                    + "subscription, and the answer's signature is checked."
        },
        footer = {
            "carillon topic test uploads",
            "carillon topic test uploads --json",
            "carillon topic test photos/hook"
        })
final class TopicTestCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "TOPIC", description = "the name of the topic, or BUCKET/ID")
    private String topic = "";

    @Option(names = "--json", description = "print the steps as one JSON document")
    private boolean json;

    @Mixin private AdminCalls server = new AdminCalls();

    @Override
    public Integer call() {
        JsonNode done =
                server.post(
                        "/v1/topics/" + Percent.encode(topic) + "/test",
                        JsonMapper.shared().createObjectNode());
        var screen = Screen.of(spec.commandLine().getOut());
        screen.line(json ? done.toString() : done.path("report").asString().stripTrailing());
        return done.path("ok").asBoolean() ? Exit.OK : Exit.FAILED;
    }
}
