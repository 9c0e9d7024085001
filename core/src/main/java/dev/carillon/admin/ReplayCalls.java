package dev.carillon.admin;

import dev.carillon.json.JsonFields;
import dev.carillon.notifier.Replays;
import dev.carillon.notifier.Replays.Window;
import dev.carillon.registry.KeptTopic;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.util.List;

/**
 * Sends past events to a topic again. When the call is answered, all of them are owed durably; that
 * takes minutes for many events. Thread-safe.
 */
final class ReplayCalls {
    private static final List<String> KNOWN = List.of("topic", "since", "until", "keyPrefix");

    private final AdminFace.Services services;

    ReplayCalls(AdminFace.Services services) {
        this.services = services;
    }

    /** Sends them again; a call that is repeated sends them twice. */
    JsonNode replay(JsonFields fields) {
        AdminFields.only(fields, KNOWN);
        String name =
                fields.required(
                        "topic", "is missing; name the topic that the events are sent to again.");
        Instant since =
                AdminFields.time(fields, "since")
                        .orElseThrow(() ->
                                AdminException.wrong("since", "is missing; say from when on."));
        Instant until = AdminFields.time(fields, "until").orElse(Instant.MAX);
        String prefix = fields.text("keyPrefix").orElse("");
        if (!since.isBefore(until)) {
            throw AdminException.wrong("until", "must be later than since.");
        }
        KeptTopic topic = services.topic(name).orElseThrow(() -> AdminException.noTopic(name));
        Replays.Outcome owed = services.replays().replay(topic, new Window(since, until, prefix));
        return Json.object()
                .put("topic", name)
                .put("events", owed.events())
                .put("deliveries", owed.deliveries());
    }
}
