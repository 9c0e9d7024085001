package dev.carillon.admin;

import dev.carillon.json.JsonFields;
import dev.carillon.notifier.Explanation;
import dev.carillon.store.BucketInfo;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Explains which recipients got the events of an object and why. Thread-safe. */
final class ExplainCalls {
    private static final List<String> KNOWN = List.of("bucket", "key", "since", "limit");
    private static final Comparator<Explanation> NEWEST_FIRST =
            Comparator.comparingLong((Explanation each) -> each.kept().stamp()).reversed();

    private static final int USUAL_EVENTS = 20;
    private static final int MOST_EVENTS = 1_000;

    private final AdminFace.Services services;

    ExplainCalls(AdminFace.Services services) {
        this.services = services;
    }

    /**
     * Returns the events of one object, the newest first, with the outcome of each rule: those of
     * our own bucket, and those that other programs published about a bucket of that name.
     */
    JsonNode explain(JsonFields fields) {
        AdminFields.only(fields, KNOWN);
        String name = fields.required("bucket", "is missing; say which bucket the object is in.");
        String key = fields.required("key", "is missing; say which object.");
        Instant since = AdminFields.time(fields, "since").orElse(Instant.EPOCH);
        int limit = AdminFields.count(fields, "limit", USUAL_EVENTS, MOST_EVENTS);
        Optional<BucketInfo> bucket = services.bucket(name);
        var found = new ArrayList<>(services.explainer().published(name, key, since, limit));
        bucket.ifPresent(
                own -> found.addAll(services.explainer().explain(own.idText(), key, since, limit)));
        if (bucket.isEmpty() && found.isEmpty()) {
            throw AdminException.noBucket(name);
        }
        ObjectNode answer = Json.object().put("bucket", name).put("key", key);
        var events = answer.putArray("events");
        found.stream()
                .sorted(NEWEST_FIRST)
                .limit(limit)
                .forEach(explanation -> events.add(ExplanationJson.of(explanation)));
        var warnings = answer.putArray("warnings");
        bucket.map(own -> services.explainer().warnings(own.idText()))
                .ifPresent(some -> some.forEach(warnings::add));
        return answer;
    }
}
