package dev.carillon.admin;

import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.Delivery;
import dev.carillon.event.Change;
import dev.carillon.format.Format;
import dev.carillon.format.Message;
import dev.carillon.format.S3EventNames;
import dev.carillon.notifier.DeadLetterOffice.Labelled;
import dev.carillon.registry.KeptTopic;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Topic;

import tools.jackson.databind.node.ObjectNode;

import java.util.Optional;

/** Writes dead letters as JSON. Thread-safe. */
final class LetterJson {
    private final AdminFace.Services services;

    LetterJson(AdminFace.Services services) {
        this.services = services;
    }

    /** Returns the fields that a list shows of each letter. */
    ObjectNode line(Labelled it) {
        DeadLetter letter = it.letter();
        Delivery delivery = letter.delivery();
        Change change = letter.event().change();
        ObjectNode line =
                Json.object()
                        .put("id", it.place().toString())
                        .put("at", letter.at().toString())
                        .put("reason", letter.reason().word())
                        .put("topic", it.topic())
                        .put("rule", delivery.rule())
                        .put("bucket", change.bucket().name())
                        .put("key", change.object().key())
                        .put("event", S3EventNames.nameOf(change.type()))
                        .put("time", change.time().toString())
                        .put("sequencer", letter.event().sequencer().toString())
                        .put("eventId", letter.event().id())
                        .put("replay", delivery.lane().replay())
                        .put("attempts", delivery.attempts())
                        .put("sharedTries", letter.shared())
                        .put("lastStatus", delivery.last().status().orElse(0))
                        .put("lastResult", delivery.last().words());
        change.origin().trace().ifPresent(trace -> line.put("traceparent", trace.parent()));
        return line;
    }

    /**
     * Returns these fields, the beginning of the last answer, and the message that would be sent.
     */
    ObjectNode whole(Labelled it) {
        DeadLetter letter = it.letter();
        Optional<Topic> topic = services.topic(it.topic()).map(KeptTopic::topic);
        ObjectNode whole =
                line(it).put("answerExcerpt", letter.delivery().last().excerpt())
                        .put("topicExists", topic.isPresent());
        whole.set("record", Json.read(message(letter, topic).body()));
        return whole;
    }

    private Message message(DeadLetter letter, Optional<Topic> topic) {
        DialectName usual =
                letter.event().change().received() ? DialectName.BROKER : DialectName.S3;
        DialectName dialect = topic.map(Topic::dialect).orElse(usual);
        Format format = services.dialects().get(dialect).format();
        String opaqueData = topic.map(Topic::opaqueData).orElse("");
        return format.write(letter.event(), letter.delivery().rule(), opaqueData);
    }
}
