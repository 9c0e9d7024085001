package dev.carillon.journal;

import dev.carillon.event.Change;
import dev.carillon.event.Original;
import dev.carillon.journal.Recorded.Asked;
import dev.carillon.state.BytesReader;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.Hole;
import dev.carillon.state.Stamped;
import dev.carillon.state.Template;

import java.util.List;

/**
 * Adds events that other programs published to commits: the event, its deliveries or the key of its
 * fan-out, and the key by which the event is recognized if it is published again. Such a commit is
 * refused if the event is in the log already. Thread-safe.
 */
public final class PublishedEvents {
    private final Journal journal;

    /** Adds events that {@code journal} stores. */
    public PublishedEvents(Journal journal) {
        this.journal = journal;
    }

    /**
     * Adds an event and all its deliveries.
     *
     * @param subscribers the stamp of the subscriptions of its rule, 0 if there are none
     * @param asked its deliveries
     */
    public Recorded record(Commit commit, Change change, long subscribers, List<Asked> asked) {
        recognize(commit, change);
        return journal.record(commit, change, subscribers, asked);
    }

    /** Adds an event whose deliveries follow in later commits: see {@link FanOuts}. */
    public Recorded recordForFanOut(Commit commit, Change change, long subscribers) {
        recognize(commit, change);
        commit.put(
                JournalKeys.newFanOut(
                        change.bucket().name(), change.original().orElseThrow().rule()),
                FanOuts.beginning());
        return journal.record(commit, change, subscribers, List.of());
    }

    /** Returns whether a commit was refused because the event is in the log already. */
    public static boolean repeated(CommitResult.Conflict refused, Change change) {
        return change.original()
                .filter(original -> !original.id().isEmpty())
                .map(original -> JournalKeys.published(change.bucket().name(), original))
                .filter(refused.key()::equals)
                .isPresent();
    }

    /** Returns the stamp of the event in the value of its key. */
    static long stampIn(Stamped kept) {
        return new BytesReader(kept.value()).i64();
    }

    private static void recognize(Commit commit, Change change) {
        Original original = change.original().orElseThrow();
        if (!original.id().isEmpty()) {
            var key = JournalKeys.published(change.bucket().name(), original);
            commit.checkAbsent(key)
                    .put(
                            Template.of(key.bytes()),
                            Template.builder().hole(new Hole.Stamp()).build());
        }
    }
}
