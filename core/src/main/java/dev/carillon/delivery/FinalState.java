package dev.carillon.delivery;

import java.time.Instant;
import java.util.OptionalInt;

/**
 * The end of a delivery, stored as long as its event.
 *
 * @param kind how it ended
 * @param at when it ended
 * @param attempts the number of attempts
 * @param status the HTTP status of the endpoint's last answer; empty if there was none
 * @param words the last result in one line if it has no status; empty if there was none
 */
public record FinalState(Kind kind, Instant at, int attempts, OptionalInt status, String words) {
    /** Returns the final state of a delivery, with the stored part of its last attempt. */
    public static FinalState of(Delivery delivery, Kind kind, Instant at) {
        LastResult last = delivery.last();
        String words = last.status().isPresent() ? "" : last.words();
        return new FinalState(kind, at, delivery.attempts(), last.status(), words);
    }

    /** The kind of end of a delivery. The {@link #code()} is stored on disk. */
    public enum Kind {
        /** The endpoint accepted it. */
        DELIVERED(1),
        /** The delivery was a dead letter and was sent again as a new delivery. */
        REPLAYED(2),
        /** The delivery was a dead letter and was purged. */
        PURGED(3);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** Returns the number that is stored on disk. */
        public int code() {
            return code;
        }

        /**
         * Returns the kind with this {@link #code()}.
         *
         * @throws IllegalArgumentException if there is no such kind
         */
        public static Kind of(int code) {
            for (Kind kind : values()) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("no ending has the code " + code);
        }
    }
}
