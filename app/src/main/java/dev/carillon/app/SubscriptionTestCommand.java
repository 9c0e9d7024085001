package dev.carillon.app;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code carillon subscription test}: publishes a test event and shows who accepted it. */
@Command(
        name = "test",
        header = "Publish one b2:TestEvent for a rule and show which subscribers accepted it.",
        description = {
            "",
            "The event is signed and sent to the broker as B2 does, and delivered like any "
                    + "other. The exit code is 0 if every subscriber accepted what is owed to it, "
                    + "1 if not, or if the rule has none."
        },
        footer = {
            "carillon subscription test photos new-pictures",
            "carillon subscription test photos new-pictures --wait 30 --json"
        })
final class SubscriptionTestCommand implements Callable<Integer> {
    private static final int ID_BYTES = 32;
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final String ACCEPTED = "accepted";
    private static final String REMOVED = "removed";

    @Spec private CommandSpec spec = CommandSpec.create();

    @Mixin private BrokerRule rule = new BrokerRule();

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "how long to wait for the subscribers (default 10)")
    private int seconds;

    @Option(names = "--json", description = "print the results as one JSON document")
    private boolean json;

    @Mixin private BrokerCalls broker;

    SubscriptionTestCommand(BrokerCalls broker) {
        this.broker = broker;
    }

    @Override
    public Integer call() throws InterruptedException {
        Map<String, Long> before = delivered();
        broker.publish(message());
        Instant end = Instant.now().plusSeconds(seconds);
        Map<String, String> results = results(before);
        while (!settled(results) && Instant.now().isBefore(end)) {
            Thread.sleep(PAUSE);
            results = results(before);
        }
        show(results);
        boolean good = results.values().stream().allMatch(ACCEPTED::equals);
        return good && !results.isEmpty() ? Exit.OK : Exit.FAILED;
    }

    /** Returns how many deliveries each subscription of the rule has accepted. */
    private Map<String, Long> delivered() {
        var counts = new LinkedHashMap<String, Long>();
        broker.find(rule.path())
                .ifPresent(found ->
                        found.propertyNames()
                                .forEach(id -> counts.put(id, delivered(statistics(id)))));
        return counts;
    }

    private Map<String, String> results(Map<String, Long> before) {
        var results = new LinkedHashMap<String, String>();
        before.forEach((id, count) -> results.put(id, result(statistics(id), count)));
        return results;
    }

    private Optional<JsonNode> statistics(String id) {
        return broker.find(rule.path(id)).map(found -> found.path("statistics"));
    }

    private static long delivered(Optional<JsonNode> statistics) {
        return statistics.map(found -> found.path("delivered").asLong(0)).orElse(0L);
    }

    private static String result(Optional<JsonNode> statistics, long before) {
        if (statistics.isEmpty()) {
            return REMOVED;
        }
        JsonNode now = statistics.get();
        if (now.isMissingNode()) {
            return "not known: this broker has no statistics";
        }
        if (now.path("owed").asLong(0) == 0 && delivered(statistics) > before) {
            return ACCEPTED;
        }
        String error = now.path("lastError").asString("");
        return error.isEmpty() ? "waiting" : error;
    }

    private static boolean settled(Map<String, String> results) {
        return results.values().stream()
                .allMatch(result ->
                        List.of(ACCEPTED, REMOVED).contains(result)
                                || result.startsWith("not known"));
    }

    private void show(Map<String, String> results) {
        var screen = Screen.of(spec.commandLine().getOut());
        if (json) {
            ObjectNode document = JsonMapper.shared().createObjectNode();
            results.forEach(document::put);
            screen.line(document.toString());
        } else if (results.isEmpty()) {
            screen.line(
                    "the broker accepted the event, but %s has no subscriptions"
                            .formatted(rule.shown()));
        } else {
            var table = new Table("ID", "RESULT");
            results.forEach((id, result) -> table.row(List.of(id, result)));
            screen.table(table);
        }
    }

    private ObjectNode message() {
        byte[] id = new byte[ID_BYTES];
        new SecureRandom().nextBytes(id);
        ObjectNode message = JsonMapper.shared().createObjectNode();
        message.putArray("events")
                .addObject()
                .put("accountId", "0".repeat(12))
                .put("bucketId", "0".repeat(24))
                .put("bucketName", rule.bucket())
                .put("eventId", HexFormat.of().formatHex(id))
                .put("eventTimestamp", Instant.now().toEpochMilli())
                .put("eventType", "b2:TestEvent")
                .put("eventVersion", 1)
                .put("matchedRuleName", rule.rule())
                .putNull("objectName")
                .putNull("objectSize")
                .putNull("objectVersionId");
        return message;
    }
}
