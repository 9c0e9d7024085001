package dev.carillon.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code carillon subscription create}: creates a subscription. */
@Command(
        name = "create",
        header = "Subscribe a URL to the events of a rule.",
        description = {"", "Prints the id of the subscription."},
        footer = {
            "carillon subscription create photos new-pictures https://example.com/listener",
            "carillon subscription create photos new-pictures https://example.com/b2 --format b2"
                    + " --keep"
        })
final class SubscriptionCreateCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private BrokerRule rule = new BrokerRule();

    @Parameters(index = "2", paramLabel = "URL", description = "where the events are sent")
    private String url = "";

    @Option(
            names = "--format",
            paramLabel = "legacy|b2|cloudevents",
            description =
                    "how events are sent: legacy as the original broker sends them (default), b2 as"
                            + " they were published, with their signature")
    private Optional<String> format = Optional.empty();

    @Option(
            names = "--max-failure-count",
            paramLabel = "COUNT",
            description =
                    "failed attempts of one event that end it (default: the broker's, usually 5)")
    private Optional<Integer> maxFailureCount = Optional.empty();

    @Option(names = "--keep", description = "never end it: retry for long, then keep dead letters")
    private boolean keep;

    @Option(
            names = "--idempotency-key",
            paramLabel = "KEY",
            description = "a call that is repeated with the same key creates nothing more")
    private Optional<String> idempotencyKey = Optional.empty();

    @Option(names = "--json", description = "print the broker's answer")
    private boolean json;

    @Mixin private BrokerCalls broker;

    SubscriptionCreateCommand(BrokerCalls broker) {
        this.broker = broker;
    }

    @Override
    public Integer call() {
        var body = JsonMapper.shared().createObjectNode().put("url", url);
        format.ifPresent(name -> body.put("format", name));
        maxFailureCount.ifPresent(count -> body.put("maxFailureCount", count));
        if (keep) {
            body.put("keep", true);
        }
        Map<String, String> headers =
                idempotencyKey.map(key -> Map.of("Idempotency-Key", key)).orElseGet(Map::of);
        JsonNode created = broker.create(rule.path(), body, headers);
        Screen.of(spec.commandLine().getOut())
                .line(json ? created.toString() : created.path("id").asString(""));
        return Exit.OK;
    }
}
