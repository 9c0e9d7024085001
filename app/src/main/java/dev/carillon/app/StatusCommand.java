package dev.carillon.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code carillon status}: shows whether a server is well, its main figures, and its topics. */
@Command(
        name = "status",
        header = "Show whether a running server is well, and what it owes to each topic.",
        description = {
            "",
            "The exit code is 1 if the server is not well, or if an endpoint is "
                    + "away and deliveries to it are held back."
        },
        footer = {"carillon status", "carillon status --admin http://127.0.0.1:9003 --json"})
final class StatusCommand implements Callable<Integer> {
    private static final Map<String, String> SHOWN = shown();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "print all as one JSON document")
    private boolean json;

    @Mixin private AdminOption admin = new AdminOption();

    /**
     * The answer of a server.
     *
     * @param trouble the server's message, empty if it is well
     */
    private record Status(String trouble, Figures figures, List<TopicHealth> topics) {
        List<String> held() {
            return topics.stream().filter(TopicHealth::held).map(TopicHealth::topic).toList();
        }

        boolean well() {
            return trouble.isEmpty() && held().isEmpty();
        }
    }

    @Override
    public Integer call() {
        String trouble = admin.health();
        var figures = Figures.parse(admin.get("/metrics"));
        var status = new Status(trouble, figures, TopicHealth.all(figures));
        var screen = Screen.of(spec.commandLine().getOut());
        if (json) {
            screen.line(document(status).toString());
        } else {
            show(screen, status);
        }
        return status.well() ? Exit.OK : Exit.FAILED;
    }

    private void show(Screen screen, Status status) {
        screen.line("carillon at " + admin.url() + " " + verdict(status));
        SHOWN.forEach(
                (name, words) -> screen.figure(Math.round(status.figures().total(name)), words));
        if (!status.topics().isEmpty()) {
            screen.line("");
            var table = new Table("TOPIC", "OWED", "LAG", "DEAD LETTERS", "ENDPOINT");
            status.topics().forEach(topic -> table.row(cells(topic)));
            screen.table(table);
        }
    }

    private static String verdict(Status status) {
        if (!status.trouble().isEmpty()) {
            return "is not well: " + status.trouble();
        }
        return status.well()
                ? "is well"
                : "is well, but an endpoint is away; find out why with: carillon topic test "
                        + status.held().getFirst();
    }

    private static List<String> cells(TopicHealth topic) {
        return List.of(
                topic.topic(),
                Long.toString(topic.owed()),
                topic.lagSeconds() + " s",
                Long.toString(topic.dead()),
                topic.held() ? "away" : "ok");
    }

    private ObjectNode document(Status status) {
        ObjectNode document =
                JsonMapper.shared()
                        .createObjectNode()
                        .put("admin", admin.url().toString())
                        .put("well", status.well())
                        .put("trouble", status.trouble());
        var figures = document.putObject("figures");
        SHOWN.keySet().forEach(name -> figures.put(name, Math.round(status.figures().total(name))));
        var topics = document.putArray("topics");
        status.topics()
                .forEach(topic ->
                        topics.addObject()
                                .put("topic", topic.topic())
                                .put("owed", topic.owed())
                                .put("lagSeconds", topic.lagSeconds())
                                .put("deadLetters", topic.dead())
                                .put("endpointAway", topic.held()));
        return document;
    }

    private static Map<String, String> shown() {
        var shown = new LinkedHashMap<String, String>();
        shown.put("pubsub_event_triggered_total", "events that matched a rule");
        shown.put("pubsub_push_ok_total", "pushes an endpoint accepted");
        shown.put("pubsub_push_fail_total", "pushes that failed");
        shown.put("pubsub_push_pending", "pushes waiting for their answer");
        shown.put("carillon_deliveries_done_total", "queued deliveries made");
        shown.put("carillon_deliveries_dead_total", "queued deliveries given up");
        shown.put("pubsub_event_lost_total", "events lost");
        return shown;
    }
}
