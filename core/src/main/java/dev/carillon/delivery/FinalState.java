package dev.carillon.delivery;

import java.time.Instant;

/**
 * How a delivery ended, kept as long as its event is.
 *
 * @param kind what became of it
 * @param at when
 * @param attempts how often it was tried
 * @param status the endpoint's last answer, 0 where there was none
 */
public record FinalState(Kind kind, Instant at, int attempts, int status) {
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
