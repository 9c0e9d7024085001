package dev.carillon.notifier;

import dev.carillon.event.Change;
import dev.carillon.event.Original;

/** The rule by which another program's event was published: names of its bucket and of itself. */
record PublishedRule(String bucket, String rule) {
    /** Returns the rule of a published event. */
    static PublishedRule of(Change change) {
        return new PublishedRule(
                change.bucket().name(), change.original().map(Original::rule).orElse(""));
    }
}
