package dev.carillon.broker;

import dev.carillon.deliver.Deliverer;
import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.LastResult;
import dev.carillon.delivery.Owed;
import dev.carillon.journal.Books;
import dev.carillon.journal.DeadLetters;
import dev.carillon.journal.Journal;
import dev.carillon.registry.KeptTopic;

import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads how the deliveries to a subscription are going. Thread-safe. */
final class SubscriptionFigures {
    private static final int NEWEST_LETTERS = 100;

    private final Journal journal;
    private final DeadLetters letters;
    private final Deliverer deliverer;

    SubscriptionFigures(Journal journal, DeadLetters letters, Deliverer deliverer) {
        this.journal = journal;
        this.letters = letters;
        this.deliverer = deliverer;
    }

    /** Returns the figures of a subscription as a document. */
    ObjectNode document(KeptTopic subscription) {
        var live = new LaneId(subscription.lane());
        LaneId replays = live.ofReplays();
        Books books = journal.books(live);
        ObjectNode document =
                Answers.object()
                        .put("delivered", books.done() + journal.books(replays).done())
                        .put("owed", deliverer.owing(live) + deliverer.owing(replays))
                        .put("deadLetters", letters.count(live) + letters.count(replays));
        Optional<Owed> oldest = journal.oldest(live).or(() -> journal.oldest(replays));
        oldest.ifPresent(owed -> document.put("owedSince", owed.since().toString()));
        if (books.accepted().isAfter(Instant.EPOCH)) {
            document.put("lastAccepted", books.accepted().toString());
        }
        oldest.map(owed -> owed.delivery().last())
                .or(() -> newestLetter(live).map(letter -> letter.delivery().last()))
                .map(LastResult::words)
                .filter(words -> !words.isEmpty())
                .ifPresent(words -> document.put("lastError", words));
        return document;
    }

    private Optional<DeadLetter> newestLetter(LaneId lane) {
        long from = Math.max(0, journal.given(lane) - NEWEST_LETTERS);
        List<DeadLetter> newest = letters.of(lane, from, NEWEST_LETTERS);
        return newest.isEmpty() ? Optional.empty() : Optional.of(newest.getLast());
    }
}
