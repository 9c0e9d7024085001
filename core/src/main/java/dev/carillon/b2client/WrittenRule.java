package dev.carillon.b2client;

import dev.carillon.json.JsonFields;
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
    static List<WantedRule> all(List<JsonFields> list) {
        var rules = new LinkedHashMap<String, WantedRule>();
        for (JsonFields fields : list) {
            WantedRule rule = read(fields);
            if (rules.put(rule.name(), rule) != null) {
                throw fields.wrong("name", "is the name of another rule too: " + rule.name());
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
        rule.secret().ifPresent(secret -> target.put(SECRET, secret));
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

    private static WantedRule read(JsonFields rule) {
        FileFields.only(
                rule,
                "name",
                "eventTypes",
                "objectNamePrefix",
                "isEnabled",
                BATCH,
                TARGET,
                "isSuspended",
                "suspensionReason");
        JsonFields target = FileFields.mapping(rule, TARGET);
        FileFields.only(target, "targetType", "url", SECRET, HEADERS, BATCH);
        List<String> events = rule.texts("eventTypes").orElse(List.of());
        var edit =
                new RuleEdit(
                        Optional.of(events),
                        Optional.of(rule.text("objectNamePrefix").orElse("")),
                        Optional.of(rule.flag("isEnabled").orElse(true)),
                        Optional.of(maxBatch(rule.node(BATCH).isPresent() ? rule : target)),
                        Optional.of(FileFields.needed(target, "url")),
                        Optional.of(headers(target)),
                        Optional.of(target.text(SECRET).orElse("")));
        return new WantedRule(FileFields.needed(rule, "name"), edit);
    }

    private static int maxBatch(JsonFields fields) {
        return (int) fields.number(BATCH).orElse(1);
    }

    /** Reads a list as in the API, or a mapping, which is shorter. */
    private static List<Target.Header> headers(JsonFields target) {
        var headers = new ArrayList<Target.Header>();
        if (target.node(HEADERS).filter(JsonNode::isObject).isPresent()) {
            JsonFields mapping = FileFields.mapping(target, HEADERS);
            for (String name : mapping.names()) {
                headers.add(new Target.Header(name, FileFields.needed(mapping, name)));
            }
            return headers;
        }
        for (JsonFields header : target.objects(HEADERS).orElse(List.of())) {
            FileFields.only(header, "name", "value");
            headers.add(
                    new Target.Header(
                            FileFields.needed(header, "name"), FileFields.needed(header, "value")));
        }
        return headers;
    }
}
