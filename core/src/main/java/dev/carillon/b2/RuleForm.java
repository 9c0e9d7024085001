package dev.carillon.b2;

import dev.carillon.json.JsonFields;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.Target;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An event notification rule in a request: every field has the right type, and is not checked
 * further.
 *
 * @param maxBatch most events in a message
 * @param batchInTarget whether it was set inside the target, as some clients do; then it is
 *     returned there too
 */
record RuleForm(
        String name,
        List<String> eventTypes,
        boolean enabled,
        String prefix,
        String targetType,
        String url,
        List<Target.Header> headers,
        Optional<String> secret,
        int maxBatch,
        boolean batchInTarget) {
    private static final String MAX_EVENTS = "maxEventsPerBatch";
    private static final String HEADERS = "customHeaders";
    private static final String MISSING = "is required";

    /** Reads a rule; refuses missing fields and wrong types by name. */
    static RuleForm of(JsonFields rule) {
        JsonFields target =
                rule.object("targetConfiguration")
                        .orElseThrow(() -> rule.wrong("targetConfiguration", "is required"));
        boolean inTarget = target.node(MAX_EVENTS).isPresent();
        return new RuleForm(
                rule.required("name", MISSING),
                rule.texts("eventTypes")
                        .orElseThrow(() ->
                                rule.wrong("eventTypes", "is required: a list of event types")),
                rule.flag("isEnabled")
                        .orElseThrow(() -> rule.wrong("isEnabled", "is required: true or false")),
                rule.required("objectNamePrefix", MISSING),
                target.required("targetType", MISSING),
                target.required("url", MISSING),
                headers(target),
                target.text("hmacSha256SigningSecret"),
                maxBatch(rule.node(MAX_EVENTS).isPresent() ? rule : target),
                inTarget);
    }

    private static int maxBatch(JsonFields fields) {
        OptionalLong said = fields.number(MAX_EVENTS);
        long most = said.orElse(1);
        if (most < 1 || most > DeliveryPolicy.MOST_IN_BATCH) {
            throw fields.wrong(MAX_EVENTS, "must be from 1 to " + DeliveryPolicy.MOST_IN_BATCH);
        }
        return (int) most;
    }

    /**
     * Reads a list of names and values, as documented, or a map, as the b2 command line sends it.
     */
    private static List<Target.Header> headers(JsonFields target) {
        if (target.node(HEADERS).filter(node -> node.isObject()).isPresent()) {
            var headers = new ArrayList<Target.Header>();
            target.map(HEADERS)
                    .forEach((name, value) -> headers.add(new Target.Header(name, value)));
            return headers;
        }
        return target.objects(HEADERS).orElse(List.of()).stream()
                .map(jsonFields ->
                        new Target.Header(
                                jsonFields.text("name").orElse(""),
                                jsonFields.text("value").orElse("")))
                .toList();
    }
}
