package dev.carillon.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code carillon subscription list}: lists subscriptions. */
@Command(
        name = "list",
        header = "List the subscriptions of a broker, of a bucket, or of a rule.",
        footer = {
            "carillon subscription list",
            "carillon subscription list photos new-pictures --json"
        })
final class SubscriptionListCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "BUCKET",
            description = "only those of the bucket")
    private String bucket = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "RULE",
            description = "only those of the rule")
    private String rule = "";

    @Option(names = "--json", description = "print them as the broker returns them")
    private boolean json;

    @Mixin private BrokerCalls broker;

    /** A subscription in the list. */
    private record Line(String bucket, String rule, String id, String url) {
        List<String> cells() {
            return List.of(bucket, rule, id, url);
        }
    }

    SubscriptionListCommand(BrokerCalls broker) {
        this.broker = broker;
    }

    @Override
    public Integer call() {
        JsonNode found = broker.get(BrokerCalls.path(bucket, rule));
        var screen = Screen.of(spec.commandLine().getOut());
        if (json) {
            screen.line(found.toString());
            return Exit.OK;
        }
        List<Line> lines = lines(found);
        if (lines.isEmpty()) {
            screen.line("no subscriptions: create one with carillon subscription create");
            return Exit.OK;
        }
        var table = new Table("BUCKET", "RULE", "ID", "URL");
        lines.forEach(line -> table.row(line.cells()));
        screen.table(table);
        return Exit.OK;
    }

    private List<Line> lines(JsonNode found) {
        var lines = new ArrayList<Line>();
        if (bucket.isEmpty()) {
            found.forEachEntry((name, rules) -> addBucket(lines, name, rules));
        } else if (rule.isEmpty()) {
            addBucket(lines, bucket, found);
        } else {
            addRule(lines, bucket, rule, found);
        }
        return lines;
    }

    private static void addBucket(List<Line> lines, String bucket, JsonNode rules) {
        rules.forEachEntry((name, subscriptions) -> addRule(lines, bucket, name, subscriptions));
    }

    private static void addRule(
            List<Line> lines, String bucket, String rule, JsonNode subscriptions) {
        subscriptions.forEachEntry((id, subscription) ->
                lines.add(new Line(bucket, rule, id, subscription.path("url").asString(""))));
    }
}
