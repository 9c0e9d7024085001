package dev.carillon.admin;

import dev.carillon.delivery.DeadReason;
import dev.carillon.notifier.DeadLetterOffice;
import dev.carillon.notifier.DeadLetterOffice.Selection;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads which dead letters a request means. Thread-safe. */
final class Selections {
    /** The fields that choose letters; all that are said must hold. */
    static final Set<String> CONDITIONS = Set.of("topic", "rule", "bucket", "since", "reason");

    private final AdminFace.Services rooms;
    private final DeadLetterOffice letters;

    Selections(AdminFace.Services rooms) {
        this.rooms = rooms;
        this.letters = rooms.letters();
    }

    /** What the fields say; a topic or bucket that nothing here ever was of is a mistake. */
    Selection read(Fields fields) {
        Optional<String> topic = fields.text("topic");
        Optional<String> rule = fields.text("rule");
        Optional<String> bucket = fields.text("bucket");
        Optional<Instant> since = fields.time("since");
        Optional<DeadReason> reason = fields.text("reason").map(Selections::reason);
        topic.filter(it -> rooms.topic(it).isEmpty() && leftNothing(Selection.ofTopic(it)))
                .ifPresent(it -> {
                    throw AdminException.noTopic(it);
                });
        bucket.filter(it -> rooms.bucket(it).isEmpty() && leftNothing(Selection.ofBucket(it)))
                .ifPresent(it -> {
                    throw AdminException.noBucket(it);
                });
        return new Selection(topic, rule, bucket, since, reason);
    }

    /** What is deleted may have left letters; this has not. */
    private boolean leftNothing(Selection selection) {
        return letters.list(selection, Optional.empty(), 1).isEmpty();
    }

    private static DeadReason reason(String word) {
        return Arrays.stream(DeadReason.values())
                .filter(it -> it.word().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        AdminException.wrong(
                                "reason",
                                "'%s' is none; there are %s.".formatted(word, reasons())));
    }

    private static String reasons() {
        return Arrays.stream(DeadReason.values())
                .map(DeadReason::word)
                .collect(Collectors.joining(", "));
    }
}
