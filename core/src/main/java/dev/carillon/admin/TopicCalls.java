package dev.carillon.admin;

import dev.carillon.endpoint.Diagnosis;
import dev.carillon.endpoint.DiagnosisText;
import dev.carillon.json.JsonFields;
import dev.carillon.registry.KeptTopic;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

import java.util.List;

/** Tests the endpoint of a topic. Thread-safe. */
final class TopicCalls {
    private final AdminFace.Services services;

    TopicCalls(AdminFace.Services services) {
        this.services = services;
    }

    /** Sends a test event and returns each step with its result. */
    JsonNode test(String name, JsonFields fields) {
        AdminFields.only(fields, List.of());
        KeptTopic topic = services.topic(name).orElseThrow(() -> AdminException.noTopic(name));
        Diagnosis diagnosis =
                services.topicTest()
                        .run(topic)
                        .orElseThrow(() ->
                                AdminException.bad(
                                        "Topic '%s' has no endpoint: set its push-endpoint."
                                                .formatted(name)));
        var answer =
                Json.object()
                        .put("topic", name)
                        .put("ok", diagnosis.ok())
                        .put("result", diagnosis.result().summary())
                        .put("advice", diagnosis.advice())
                        .put("report", DiagnosisText.of(diagnosis));
        ArrayNode steps = answer.putArray("steps");
        for (Diagnosis.Step step : diagnosis.steps()) {
            steps.addObject()
                    .put("name", step.name())
                    .put("ok", step.ok())
                    .put("tookMillis", step.took().toMillis())
                    .put("detail", step.detail());
        }
        return answer;
    }
}
