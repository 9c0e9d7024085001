package dev.carillon.server;

import dev.carillon.http.Answer;
import dev.carillon.http.Face;
import dev.carillon.http.Failure;
import dev.carillon.http.Request;
import dev.carillon.state.UnknownOutcomeException;

/**
 * Lets a face answer in its dialect when the disk takes no more: the state has logged why, once.
 */
final class WriteGuard implements Face {
    private final Face face;

    WriteGuard(Face face) {
        this.face = face;
    }

    @Override
    public Answer answer(Request request) throws Exception {
        try {
            return face.answer(request);
        } catch (UnknownOutcomeException e) {
            return failure(request, new Failure.CannotWrite());
        }
    }

    @Override
    public Answer failure(Request request, Failure failure) {
        return face.failure(request, failure);
    }
}
