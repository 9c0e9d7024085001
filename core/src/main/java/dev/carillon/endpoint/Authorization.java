package dev.carillon.endpoint;

import java.util.Optional;

/** The source of the header Authorization of one target's requests. Thread-safe. */
interface Authorization extends AutoCloseable {
    /**
     * Returns the value of the header for the next request; empty if it has none.
     *
     * @param end until when to wait for it, by {@link System#nanoTime()}
     * @throws NoTokenException if there is none, now or by then
     */
    Optional<String> header(long end) throws NoTokenException;

    /**
     * Called when the endpoint answered 401 to a request with this value.
     *
     * @return whether the next request would have another value
     */
    default boolean refused(String header) {
        return false;
    }

    /** Returns a description of a value that took a request of its own, for the operator. */
    default Optional<String> described() {
        return Optional.empty();
    }

    /** Releases what it shares with other targets. */
    @Override
    default void close() {}

    /** A value that never changes, or none. */
    record Fixed(Optional<String> value) implements Authorization {
        @Override
        public Optional<String> header(long end) {
            return value;
        }

        @Override
        public String toString() {
            return "***";
        }
    }

    /**
     * Settings of which a part is missing, because SetTopicAttributes sets one after the other:
     * nothing is sent without the authorization that its owner wants.
     *
     * @param words what is missing
     */
    record Incomplete(String words) implements Authorization {
        @Override
        public Optional<String> header(long end) throws NoTokenException {
            throw new NoTokenException(words);
        }
    }
}
