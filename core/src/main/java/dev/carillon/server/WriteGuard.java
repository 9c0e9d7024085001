package dev.carillon.server;

import dev.carillon.http.Answer;
import dev.carillon.http.Face;
import dev.carillon.http.Failure;
import dev.carillon.http.LogPause;
import dev.carillon.http.Request;
import dev.carillon.state.DamagedStateException;
import dev.carillon.state.DiskUnavailableException;
import dev.carillon.state.NotCommittedException;
import dev.carillon.state.UnknownOutcomeException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a face answer 503 in its own form if the disk cannot be used. The state has logged once why
 * it cannot write; other disk errors are logged here, at most once a minute.
 */
final class WriteGuard implements Face {
    private static final Logger LOG = LoggerFactory.getLogger(WriteGuard.class);

    private final LogPause line = new LogPause();
    private final Face face;

    WriteGuard(Face face) {
        this.face = face;
    }

    @Override
    public Answer answer(Request request) throws Exception {
        try {
            return face.answer(request);
        } catch (UnknownOutcomeException e) {
            return failure(request, new Failure.CannotWrite(false));
        } catch (NotCommittedException e) {
            return failure(request, new Failure.CannotWrite(true));
        } catch (DamagedStateException _) {
            // The state has logged it, once for each place.
            return failure(request, new Failure.Broken());
        } catch (DiskUnavailableException e) {
            if (line.due()) {
                LOG.warn(
                        "request {} is answered 503: {}; said at most once a minute",
                        request.id(),
                        e.getMessage());
            }
            return failure(request, new Failure.CannotWrite(true));
        }
    }

    @Override
    public Answer failure(Request request, Failure failure) {
        return face.failure(request, failure);
    }
}
