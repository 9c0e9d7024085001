package dev.carillon.http;

/** Answers the requests that come to one port, in one dialect. For any number of threads. */
public interface Face {
    /**
     * Answers one request. Runs on a virtual thread of its own and may block. Throw what you like:
     * it becomes a {@link Failure}.
     */
    Answer answer(Request request) throws Exception;

    /** Says in the face's dialect that the server could not let the request be answered. */
    Answer failure(Request request, Failure failure);
}
