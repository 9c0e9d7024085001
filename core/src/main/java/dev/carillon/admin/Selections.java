package dev.carillon.admin;

import dev.carillon.delivery.DeadReason;
import dev.carillon.json.JsonFields;
import dev.carillon.notifier.DeadLetterOffice;
import dev.carillon.notifier.DeadLetterOffice.Selection;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the selection of dead letters in a request. Thread-safe. */
final class Selections {
    /** The fields that select letters; all that are given must hold. */
    private static final Set<String> CONDITIONS =
            Set.of("topic", "rule", "bucket", "since", "reason");

    private final AdminFace.Services services;
    private final DeadLetterOffice letters;

    Selections(AdminFace.Services services) {
        this.services = services;
        this.letters = services.letters();
    }

    /** Returns the selection; a topic or bucket that never existed here is refused. */
    Selection read(JsonFields fields) {
        Optional<String> topic = fields.text("topic");
        Optional<String> rule = fields.text("rule");
        Optional<String> bucket = fields.text("bucket");
        Optional<Instant> since = AdminFields.time(fields, "since");
        Optional<DeadReason> reason = fields.text("reason").map(Selections::reason);
        topic.filter(text -> services.topic(text).isEmpty() && leftNothing(Selection.ofTopic(text)))
                .ifPresent(text -> {
                    throw AdminException.noTopic(text);
                });
        bucket.filter(text ->
                        services.bucket(text).isEmpty() && leftNothing(Selection.ofBucket(text)))
                .ifPresent(text -> {
                    throw AdminException.noBucket(text);
                });
        return new Selection(topic, rule, bucket, since, reason);
    }

    /** Returns whether a request has any field that selects letters. */
    boolean isSelective(JsonFields fields) {
        return fields.names().stream().anyMatch(CONDITIONS::contains);
    }

    /**
     * Returns whether there are no letters of the selection. A deleted topic or bucket may have
     * left some.
     */
    private boolean leftNothing(Selection selection) {
        return letters.list(selection, Optional.empty(), 1).isEmpty();
    }

    private static DeadReason reason(String word) {
        return Arrays.stream(DeadReason.values())
                .filter(deadReason -> deadReason.word().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        AdminException.wrong(
                                "reason",
                                "'%s' is unknown; use one of %s.".formatted(word, reasons())));
    }

    private static String reasons() {
        return Arrays.stream(DeadReason.values())
                .map(DeadReason::word)
                .collect(Collectors.joining(", "));
    }
}
