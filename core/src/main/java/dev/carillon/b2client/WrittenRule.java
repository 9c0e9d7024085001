package dev.carillon.b2client;

import dev.carillon.rule.Target;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A rule in a file, in the fields of the B2 Native API. */
final class WrittenRule {
    private static final String TARGET = "targetConfiguration";
    private static final String BATCH = "maxEventsPerBatch";
    private static final String HEADERS = "customHeaders";
    private static final String SECRET = "hmacSha256SigningSecret";

    private WrittenRule() {}

    /** Reads the rules of a bucket; names must be unique. */
    static List<WantedRule> all(List<WrittenFields.Item> list) {
        var rules = new LinkedHashMap<String, WantedRule>();
        for (WrittenFields.Item item : list) {
            WantedRule rule = read(item.fields());
            if (rules.put(rule.name(), rule) != null) {
                throw item.fields()
                        .wrong("name", "is the name of another rule too: " + rule.name());
            }
        }
        return List.copyOf(rules.values());
    }

    /** Returns the fields of a rule in a file. */
    static Map<String, Object> of(B2Rule rule) {
        var out = new LinkedHashMap<String, Object>();
        out.put("name", rule.name());
        out.put("eventTypes", rule.eventTypes());
        out.put("objectNamePrefix", rule.prefix());
        out.put("isEnabled", rule.enabled());
        out.put(BATCH, rule.maxEventsPerBatch());
        var target = new LinkedHashMap<String, Object>();
        target.put("targetType", "webhook");
        target.put("url", rule.url());
        rule.secret().ifPresent(it -> target.put(SECRET, it));
        if (!rule.headers().isEmpty()) {
            target.put(HEADERS, rule.headers().stream().map(WrittenRule::header).toList());
        }
        out.put(TARGET, target);
        return out;
    }

    private static Map<String, String> header(Target.Header header) {
        var out = new LinkedHashMap<String, String>();
        out.put("name", header.name());
        out.put("value", header.value());
        return out;
    }

    private static WantedRule read(WrittenFields rule) {
        rule.only(
                "name",
                "eventTypes",
                "objectNamePrefix",
                "isEnabled",
                BATCH,
                TARGET,
                "isSuspended",
                "suspensionReason");
        WrittenFields target = rule.object(TARGET);
        target.only("targetType", "url", SECRET, HEADERS, BATCH);
        List<String> events =
                rule.list("eventTypes").stream().map(WrittenFields.Item::text).toList();
        var edit =
                new RuleEdit(
                        Optional.of(events),
                        Optional.of(rule.text("objectNamePrefix").orElse("")),
                        Optional.of(rule.flag("isEnabled").orElse(true)),
                        Optional.of(rule.number(BATCH).or(() -> target.number(BATCH)).orElse(1)),
                        Optional.of(target.needed("url")),
                        Optional.of(headers(target)),
                        Optional.of(target.text(SECRET).orElse("")));
        return new WantedRule(rule.needed("name"), edit);
    }

    /** Reads a list as in the API, or a mapping, which is shorter. */
    private static List<Target.Header> headers(WrittenFields target) {
        var headers = new ArrayList<Target.Header>();
        if (target.node(HEADERS).filter(JsonNode::isObject).isPresent()) {
            WrittenFields mapping = target.object(HEADERS);
            mapping.names().forEach(it -> headers.add(new Target.Header(it, mapping.needed(it))));
            return headers;
        }
        for (WrittenFields.Item item : target.list(HEADERS)) {
            WrittenFields header = item.fields();
            header.only("name", "value");
            headers.add(new Target.Header(header.needed("name"), header.needed("value")));
        }
        return headers;
    }
}
