package dev.carillon.rule;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How much may be owed to a topic, and what happens when it is.
 *
 * @param entries deliveries; empty = no limit
 * @param bytes of their events; empty = no limit
 * @param onFull what happens to the next event
 */
public record Quota(OptionalLong entries, OptionalLong bytes, OnFull onFull) {
    /** No limit but the disk. */
    public static Quota none() {
        return new Quota(OptionalLong.empty(), OptionalLong.empty(), OnFull.REFUSE);
    }

    /** What happens to an event for which there is no room. */
    public enum OnFull {
        /** Its change is refused, as Ceph does. */
        REFUSE("refuse"),
        /** The oldest delivery becomes a dead letter. */
        DROP_OLDEST("drop-oldest");

        private final String word;

        OnFull(String word) {
            this.word = word;
        }

        /** The word for it in a topic's attributes. */
        public String word() {
            return word;
        }

        static Optional<OnFull> of(String word) {
            return Arrays.stream(values()).filter(it -> it.word.equals(word)).findFirst();
        }
    }
}
