package dev.carillon.delivery;

import java.time.Instant;
import java.util.OptionalInt;

/**
 * How a delivery ended, kept as long as its event is.
 *
 * @param kind what became of it
 * @param at when
 * @param attempts how often it was tried
 * @param status the HTTP status of the endpoint's last answer; empty where there was none
 * @param words the last result in one line, where it has no status; empty when there was none
 */
public record FinalState(Kind kind, Instant at, int attempts, OptionalInt status, String words) {
    /** Returns the end of a delivery, with what is kept of its last attempt. */
    public static FinalState of(Delivery delivery, Kind kind, Instant at) {
        LastResult last = delivery.last();
        String words = last.status().isPresent() ? "" : last.words();
        return new FinalState(kind, at, delivery.attempts(), last.status(), words);
    }

    /** What became of a delivery. The {@link #code()} is what is kept on disk. */
    public enum Kind {
        /** The endpoint took it. */
        DELIVERED(1),
        /** It was a dead letter, and was sent again as another delivery. */
        REPLAYED(2),
        /** It was a dead letter, and was thrown away. */
        PURGED(3);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** The number kept on disk. */
        public int code() {
            return code;
        }

        /**
         * Reads a kind back from its {@link #code()}.
         *
         * @throws IllegalArgumentException when there is no such kind
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
