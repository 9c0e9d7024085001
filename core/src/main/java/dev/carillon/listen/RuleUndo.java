package dev.carillon.listen;

import dev.carillon.b2client.B2Rule;
import dev.carillon.b2client.BucketRules;
import dev.carillon.b2client.RuleEdit;

import java.util.List;
import java.util.Optional;

/**
 * What is left to do until a rule is as if a listener had never been there. It follows from the
 * listener's record and from the rule as it is now, so it can be computed by any later process and
 * as often as wanted.
 */
sealed interface RuleUndo {
    /** The rule is the listener's own and has to go. */
    record Delete(String rule) implements RuleUndo {}

    /** The rule has a URL of the listener and gets its old one; all else of it stays. */
    record Restore(B2Rule now, B2Rule restored) implements RuleUndo {}

    /** Someone else gave the rule another URL, which stays. */
    record Edited(B2Rule now) implements RuleUndo {}

    /** There is no such rule any more. */
    record Gone(String rule) implements RuleUndo {}

    /** The rule was not changed, or it was restored. */
    record Unchanged(String rule) implements RuleUndo {}

    /** Returns what is left to do. */
    static RuleUndo of(RecoveryRecord record, BucketRules now) {
        Optional<B2Rule> found = now.find(record.rule());
        if (found.isEmpty()) {
            return new Gone(record.rule());
        }
        B2Rule rule = found.get();
        boolean ours = record.urls().contains(rule.url());
        if (record.before().isEmpty()) {
            return ours ? new Delete(record.rule()) : new Edited(rule);
        }
        String old = record.before().get().url();
        if (rule.url().equals(old)) {
            return new Unchanged(record.rule());
        }
        return ours ? new Restore(rule, rule.with(RuleEdit.url(old))) : new Edited(rule);
    }

    /** Writes what is done, in the words of b2listen's listener. */
    default void tell(ListenLog log) {
        switch (this) {
            case Delete(String rule) -> log.info("Deleting rule with name \"%s\"".formatted(rule));
            case Restore(B2Rule now, B2Rule restored) -> {
                log.info("Modified rule with name \"%s\"".formatted(now.name()));
                log.info(
                        "Old URL was %s; new URL is %s"
                                .formatted(now.shownUrl(), restored.shownUrl()));
            }
            case Edited(B2Rule now) ->
                    log.warning(
                            "Rule \"%s\" was changed by someone else meanwhile: it keeps its URL %s"
                                    .formatted(now.name(), now.shownUrl()));
            case Gone(String rule) ->
                    log.warning(
                            "Could not find rule \"%s\" - did you delete it manually?"
                                    .formatted(rule));
            case Unchanged _ -> {}
        }
    }

    /** Returns the rules of the bucket when that is done; empty = they are right as they are. */
    default Optional<List<B2Rule>> rules(BucketRules now) {
        return switch (this) {
            case Delete(String rule) -> Optional.of(now.without(rule));
            case Restore(B2Rule _, B2Rule restored) -> Optional.of(now.with(restored));
            case Edited _, Gone _, Unchanged _ -> Optional.empty();
        };
    }
}
