package dev.carillon.admin;

import dev.carillon.deliver.LaneStatus;
import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.Delivery;
import dev.carillon.delivery.FinalState;
import dev.carillon.event.Change;
import dev.carillon.event.Original;
import dev.carillon.format.S3EventNames;
import dev.carillon.journal.DeadLetters.LetterId;
import dev.carillon.journal.DeliveryOutcome;
import dev.carillon.notifier.Explanation;
import dev.carillon.notifier.Explanation.Finding;

import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;

/** Writes explanations as JSON. */
final class ExplanationJson {
    private ExplanationJson() {}

    static ObjectNode of(Explanation it) {
        Change change = it.kept().event().change();
        ObjectNode event =
                Json.object()
                        .put("event", S3EventNames.nameOf(change.type()))
                        .put("time", change.time().toString())
                        .put("sequencer", it.kept().event().sequencer().toString())
                        .put("eventId", it.kept().event().id())
                        .put("rulesChanged", it.rulesChanged());
        change.origin().trace().ifPresent(trace -> event.put("traceparent", trace.parent()));
        change.original().ifPresent(original -> published(event.putObject("published"), original));
        var findings = event.putArray("findings");
        it.findings().forEach(finding -> findings.add(of(finding)));
        return event;
    }

    private static void published(ObjectNode to, Original original) {
        to.put("id", original.id())
                .put("rule", original.rule())
                .put("type", original.type())
                .put("time", original.time().toString());
    }

    private static ObjectNode of(Finding finding) {
        ObjectNode to = Json.object().put("rule", finding.rule()).put("topic", finding.topic());
        switch (finding) {
            case Explanation.Queued found -> queued(to, found);
            case Explanation.Synchronous _ -> to.put("outcome", "synchronous");
            case Explanation.TopicDeleted _ -> to.put("outcome", "topic-gone");
            case Explanation.MatchesNow _ -> to.put("outcome", "too-late");
            case Explanation.NotOwed notOwed ->
                    to.put("outcome", "not-owed").put("why", notOwed.why());
            case Explanation.NotMatched notMatched ->
                    to.put("outcome", "not-asked").put("why", notMatched.why());
        }
        return to;
    }

    private static void queued(ObjectNode to, Explanation.Queued it) {
        switch (it.outcome()) {
            case DeliveryOutcome.Waiting(Delivery delivery, boolean parked) -> {
                to.put("outcome", "waiting");
                waiting(to.put("parked", parked), delivery);
                it.lane()
                        .map(LaneStatus::breakerOpen)
                        .ifPresent(open -> to.put("breakerOpen", open));
            }
            case DeliveryOutcome.Dead(DeadLetter letter) -> dead(to.put("outcome", "dead"), letter);
            case DeliveryOutcome.Ended(FinalState finalState) -> ended(to, finalState);
            case DeliveryOutcome.Unknown _ -> to.put("outcome", "unknown");
        }
        to.put("number", it.number()).put("replay", it.replay());
    }

    private static void waiting(ObjectNode to, Delivery delivery) {
        to.put("attempts", delivery.attempts());
        if (delivery.attempts() > 0) {
            to.put("lastStatus", delivery.last().status().orElse(0));
            to.put("lastResult", delivery.last().words());
        }
        if (delivery.due().isAfter(Instant.EPOCH)) {
            to.put("nextTry", delivery.due().toString());
        }
    }

    private static void dead(ObjectNode to, DeadLetter letter) {
        to.put("id", LetterId.of(letter).toString())
                .put("at", letter.at().toString())
                .put("reason", letter.reason().word())
                .put("attempts", letter.delivery().attempts())
                .put("sharedTries", letter.shared())
                .put("lastStatus", letter.delivery().last().status().orElse(0))
                .put("lastResult", letter.delivery().last().words());
    }

    private static void ended(ObjectNode to, FinalState finalState) {
        String outcome =
                switch (finalState.kind()) {
                    case DELIVERED -> "delivered";
                    case REPLAYED -> "replayed";
                    case PURGED -> "purged";
                };
        to.put("outcome", outcome)
                .put("at", finalState.at().toString())
                .put("attempts", finalState.attempts())
                .put("lastStatus", finalState.status().orElse(0));
        if (!finalState.words().isEmpty()) {
            to.put("lastResult", finalState.words());
        }
    }
}
