package dev.carillon.http;

/** Answers the requests that arrive at one port, in one protocol. Thread-safe. */
public interface Face {
    /**
     * Answers one request. Runs on a virtual thread of its own and may block. Any exception may be
     * thrown; it becomes a {@link Failure}.
     */
    Answer answer(Request request) throws Exception;

    /**
     * Returns the face's own form of the answer to a request that the server could not pass on or
     * complete.
     */
    Answer failure(Request request, Failure failure);
}
