package dev.carillon.store;

import dev.carillon.event.Change;
import dev.carillon.notifier.Announcement;
import dev.carillon.notifier.Notifier;
import dev.carillon.notifier.QueueFullException;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.State;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;

/**
 * Runs every commit of the store. After a conflict with another writer it reads and decides again.
 * Thread-safe.
 */
final class CommitLoop {
    /**
     * The number of attempts before giving up. One of several writers of a key always wins, so only
     * extreme contention comes near this.
     */
    static final int MAX_ATTEMPTS = 1_000;

    /** Reads the current state, fills the commit, and decides how to proceed. */
    interface Attempt<T> {
        Plan<T> plan(Commit commit);
    }

    /** The way to proceed with an attempt. */
    sealed interface Plan<T> {
        /** Ends without a commit. */
        record Stop<T>(T outcome) implements Plan<T> {}

        /**
         * Commits without an event.
         *
         * @param then the outcome, from the commit's stamp
         */
        record Quiet<T>(LongFunction<T> then) implements Plan<T> {}

        /**
         * Commits together with the event of a change.
         *
         * @param then the outcome, from the commit's stamp
         * @param otherwise the outcome if the notifier refuses the change and nothing is committed
         */
        record Notified<T>(Change change, LongFunction<T> then, Function<Refusal, T> otherwise)
                implements Plan<T> {}

        /** Returns a plan that commits together with the event of a change. */
        static <T> Plan<Outcome<T>> notified(Change change, LongFunction<Outcome<T>> then) {
            return new Notified<>(change, then, Outcome::refused);
        }
    }

    private final State state;
    private final Notifier notifier;

    CommitLoop(State state, Notifier notifier) {
        this.state = state;
        this.notifier = notifier;
    }

    /**
     * Runs an attempt until it commits or stops. Returns after the commit is durable and
     * synchronous deliveries were tried.
     *
     * @throws ContentionException if other writers were faster {@value #MAX_ATTEMPTS} times
     */
    <T> T run(Attempt<T> attempt) {
        for (int tried = 0; tried < MAX_ATTEMPTS; tried++) {
            var commit = new Commit();
            Optional<T> outcome =
                    switch (attempt.plan(commit)) {
                        case Plan.Stop<T>(T early) -> Optional.of(early);
                        case Plan.Quiet<T>(var then) -> quiet(commit, then);
                        case Plan.Notified<T> notified -> notified(commit, notified);
                    };
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
        throw new ContentionException(
                "other writers of the same key were faster " + MAX_ATTEMPTS + " times: try again");
    }

    private <T> Optional<T> quiet(Commit commit, LongFunction<T> then) {
        return switch (state.commit(commit)) {
            case CommitResult.Committed committed -> Optional.of(then.apply(committed.stamp()));
            case CommitResult.Conflict _ -> Optional.empty();
        };
    }

    private <T> Optional<T> notified(Commit commit, Plan.Notified<T> plan) {
        Announcement announcement;
        try {
            announcement = notifier.announce(commit, plan.change());
        } catch (QueueFullException e) {
            return Optional.of(plan.otherwise().apply(Refusal.QUEUE_FULL));
        }
        return switch (state.commit(commit)) {
            case CommitResult.Committed committed -> {
                announcement.committed(committed);
                yield Optional.of(plan.then().apply(committed.stamp()));
            }
            case CommitResult.Conflict _ -> {
                announcement.conflicted();
                yield Optional.empty();
            }
        };
    }
}
