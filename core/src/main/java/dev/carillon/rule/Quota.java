package dev.carillon.rule;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The limit of what may be owed to a topic, and the action when it is reached.
 *
 * @param entries deliveries; empty = no limit
 * @param bytes of their events; empty = no limit
 * @param onFull the action at the next event
 */
public record Quota(OptionalLong entries, OptionalLong bytes, OnFull onFull) {
    /** Returns the quota without limits, so that only the disk limits the queue. */
    public static Quota none() {
        return new Quota(OptionalLong.empty(), OptionalLong.empty(), OnFull.REFUSE);
    }

    /** The action at an event for which there is no room. */
    public enum OnFull {
        /** The event's change is refused, as Ceph does. */
        REFUSE("refuse"),
        /** The oldest delivery becomes a dead letter. */
        DROP_OLDEST("drop-oldest");

        private final String word;

        OnFull(String word) {
            this.word = word;
        }

        /** Returns the word for it in a topic's attributes. */
        public String word() {
            return word;
        }

        static Optional<OnFull> of(String word) {
            return Arrays.stream(values()).filter(onFull -> onFull.word.equals(word)).findFirst();
        }
    }
}
