package dev.carillon.admin;

import dev.carillon.journal.DeadLetters.LetterId;
import dev.carillon.json.JsonFields;
import dev.carillon.notifier.DeadLetterOffice;
import dev.carillon.notifier.DeadLetterOffice.Labelled;
import dev.carillon.notifier.DeadLetterOffice.Outcome;
import dev.carillon.notifier.DeadLetterOffice.Selection;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Lists and shows dead letters, sends them again, and purges them. Changes are durable when they
 * are answered. Thread-safe.
 */
final class DeadLetterCalls {
    private static final int USUAL_PAGE = 100;
    private static final int LARGEST_PAGE = 1_000;
    private static final List<String> LISTING =
            List.of("topic", "rule", "bucket", "since", "reason", "after", "limit");
    private static final List<String> CHOOSING =
            List.of("topic", "rule", "bucket", "since", "reason", "ids", "all");

    private final DeadLetterOffice letters;
    private final Selections selections;
    private final LetterJson json;

    DeadLetterCalls(AdminFace.Services services) {
        this.letters = services.letters();
        this.selections = new Selections(services);
        this.json = new LetterJson(services);
    }

    /**
     * Returns a page of letters; {@code next} is the value of {@code after} for the following page.
     */
    JsonNode list(JsonFields fields) {
        AdminFields.only(fields, LISTING);
        Selection selection = selections.read(fields);
        Optional<LetterId> after = fields.text("after").map(text -> place("after", text));
        int limit = AdminFields.count(fields, "limit", USUAL_PAGE, LARGEST_PAGE);
        List<Labelled> found = letters.list(selection, after, limit + 1);
        List<Labelled> page = found.subList(0, Math.min(limit, found.size()));
        ObjectNode answer = Json.object();
        var list = answer.putArray("deadLetters");
        page.forEach(labelled -> list.add(json.line(labelled)));
        if (found.size() > limit) {
            answer.put("next", page.getLast().place().toString());
        }
        return answer;
    }

    /** Returns one letter with everything that is known of it. */
    JsonNode show(String id, JsonFields fields) {
        AdminFields.only(fields, List.of());
        return letters.find(place("id", id))
                .map(json::whole)
                .orElseThrow(() -> AdminException.noLetter(id));
    }

    /** Sends letters again; letters whose topic no longer exists are kept. */
    JsonNode replay(JsonFields fields) {
        Outcome outcome = chosen(fields, letters::replay, letters::replay);
        return Json.object().put("replayed", outcome.done()).put("kept", outcome.kept());
    }

    /** Purges letters. Purging every letter must be requested explicitly. */
    JsonNode purge(JsonFields fields) {
        AdminFields.only(fields, CHOOSING);
        boolean some = selections.isSelective(fields) || fields.node("ids").isPresent();
        if (fields.flag("all").orElse(false) == some) {
            throw AdminException.bad(
                    "Say which dead letters to purge: by topic, rule, bucket, since and reason, by"
                            + " ids, or \"all\": true for every one.");
        }
        Outcome outcome = chosen(fields, letters::purge, letters::purge);
        return Json.object().put("purged", outcome.done());
    }

    private Outcome chosen(
            JsonFields fields, Function<Selection, Outcome> some, Function<LetterId, Outcome> one) {
        AdminFields.only(fields, CHOOSING);
        Optional<List<String>> ids = fields.texts("ids");
        boolean conditions = selections.isSelective(fields);
        if ((fields.flag("all").orElse(false) && (conditions || ids.isPresent()))
                || (conditions && ids.isPresent())) {
            throw AdminException.bad(
                    "Say which dead letters in one way: by ids, or by topic, rule, bucket, since"
                            + " and reason, or all of them.");
        }
        if (ids.isEmpty()) {
            return some.apply(selections.read(fields));
        }
        List<LetterId> places =
                ids.get().stream().distinct().map(text -> place("ids", text)).toList();
        demandKnown(places);
        return places.stream().map(one).reduce(new Outcome(0, 0), DeadLetterCalls::sum);
    }

    /**
     * Refuses ids that no letter can have, before anything is done, so that a misspelt id changes
     * nothing. An id whose letter is gone is ignored, so a client that got no answer can repeat its
     * request.
     */
    private void demandKnown(List<LetterId> places) {
        String absent =
                places.stream()
                        .filter(letterId -> !letters.mayHaveBeen(letterId))
                        .map(LetterId::toString)
                        .collect(Collectors.joining(", "));
        if (!absent.isEmpty()) {
            throw AdminException.noLetter(absent);
        }
    }

    private static Outcome sum(Outcome one, Outcome other) {
        return new Outcome(one.done() + other.done(), one.kept() + other.kept());
    }

    private static LetterId place(String field, String id) {
        try {
            return LetterId.parse(id);
        } catch (IllegalArgumentException e) {
            throw AdminException.wrong(field, e.getMessage() + ".");
        }
    }
}
