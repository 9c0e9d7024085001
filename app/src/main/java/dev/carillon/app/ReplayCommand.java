package dev.carillon.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code carillon replay}: sends events of the past to a topic again. */
@Command(
        name = "replay",
        header = "Send past events again to one topic: those that its rules ask for now.",
        description = {
            "",
            "They are sent in order per key, beside new events, with their first "
                    + "webhook-id and x-carillon-replay: true. If this is repeated, they are "
                    + "sent again. Signed with the key pair of CARILLON_ACCESS_KEY and "
                    + "CARILLON_SECRET_KEY, or with the one in the server's data folder."
        },
        footer = {
            "carillon replay --topic uploads --since 2h",
            "carillon replay --topic uploads --since 7d --until "
                    + "2026-01-31T12:00:00Z --key-prefix in/"
        })
final class ReplayCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            required = true,
            description = "the topic to send them to")
    private String topic = "";

    @Option(
            names = "--since",
            paramLabel = "TIME",
            required = true,
            converter = TimeConverter.class,
            description = "events from then on: 30m, 2h or 7d ago, or an ISO time")
    private Instant since = Instant.EPOCH;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "events before then (default: all until now)")
    private Optional<Instant> until = Optional.empty();

    @Option(
            names = "--key-prefix",
            paramLabel = "PREFIX",
            description = "only objects whose key begins with this")
    private Optional<String> keyPrefix = Optional.empty();

    @Option(names = "--json", description = "print what became of it as one JSON document")
    private boolean json;

    @Mixin private AdminCalls server = new AdminCalls();

    @Override
    public Integer call() {
        ObjectNode body =
                JsonMapper.shared()
                        .createObjectNode()
                        .put("topic", topic)
                        .put("since", since.toString());
        until.ifPresent(instant -> body.put("until", instant.toString()));
        keyPrefix.ifPresent(text -> body.put("keyPrefix", text));
        JsonNode owed = server.post("/v1/replay", body);
        var screen = Screen.of(spec.commandLine().getOut());
        screen.line(json ? owed.toString() : words(owed));
        return Exit.OK;
    }

    private String words(JsonNode owed) {
        long events = owed.path("events").asLong();
        return events == 0
                ? "no event since %s matches a rule for topic %s now: nothing is sent"
                        .formatted(since, topic)
                : "%s on the way to topic %s again (%s)"
                        .formatted(
                                Screen.count(events, "event"),
                                topic,
                                owed.path("deliveries").asLong() + " to deliver");
    }
}
