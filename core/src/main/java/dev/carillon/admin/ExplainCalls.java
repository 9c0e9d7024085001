package dev.carillon.admin;

import dev.carillon.json.JsonFields;
import dev.carillon.notifier.Explanation;
import dev.carillon.store.BucketInfo;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.List;

/** Explains which recipients got the events of an object and why. Thread-safe. */
final class ExplainCalls {
    private static final List<String> KNOWN = List.of("bucket", "key", "since", "limit");
    private static final int USUAL_EVENTS = 20;
    private static final int MOST_EVENTS = 1_000;

    private final AdminFace.Services services;

    ExplainCalls(AdminFace.Services services) {
        this.services = services;
    }

    /** Returns the events of one object, the newest first, with the outcome of each rule. */
    JsonNode explain(JsonFields fields) {
        AdminFields.only(fields, KNOWN);
        String name = fields.required("bucket", "is missing; say which bucket the object is in.");
        String key = fields.required("key", "is missing; say which object.");
        Instant since = AdminFields.time(fields, "since").orElse(Instant.EPOCH);
        int limit = AdminFields.count(fields, "limit", USUAL_EVENTS, MOST_EVENTS);
        BucketInfo bucket = services.bucket(name).orElseThrow(() -> AdminException.noBucket(name));
        List<Explanation> found = services.explainer().explain(bucket.idText(), key, since, limit);
        ObjectNode answer = Json.object().put("bucket", name).put("key", key);
        var events = answer.putArray("events");
        found.forEach(explanation -> events.add(ExplanationJson.of(explanation)));
        var warnings = answer.putArray("warnings");
        services.explainer().warnings(bucket.idText()).forEach(warnings::add);
        return answer;
    }
}
