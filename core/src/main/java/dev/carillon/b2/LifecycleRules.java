package dev.carillon.b2;

import dev.carillon.json.JsonFields;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;

/** Checks the lifecycle rules of a bucket, which are stored and returned. */
final class LifecycleRules {
    private static final int MOST = 100;
    private static final List<String> DAYS =
            List.of(
                    "daysFromUploadingToHiding",
                    "daysFromHidingToDeleting",
                    "daysFromStartingToCancelingUnfinishedLargeFiles");

    private LifecycleRules() {}

    /** Refuses the whole list if any part of it is invalid. */
    static void check(List<JsonFields> rules) {
        if (rules.size() > MOST) {
            throw B2Exception.bad("lifecycleRules has at most 100 rules: remove some");
        }
        var prefixes = new HashSet<String>();
        for (JsonFields rule : rules) {
            String prefix =
                    rule.text("fileNamePrefix")
                            .orElseThrow(() ->
                                    rule.wrong("fileNamePrefix", "is required: \"\" means all"));
            if (!prefixes.add(prefix)) {
                throw rule.wrong("fileNamePrefix", "'%s' comes twice".formatted(prefix));
            }
            for (String days : DAYS) {
                OptionalLong number = rule.number(days);
                if (number.isPresent() && number.getAsLong() < 1) {
                    throw rule.wrong(days, "must be a number of days from 1 on, or null");
                }
            }
        }
    }
}
