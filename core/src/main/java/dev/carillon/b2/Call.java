package dev.carillon.b2;

import dev.carillon.event.Origin;
import dev.carillon.http.Request;

/**
 * A call with a valid token.
 *
 * @param version of the path: 1 to 4
 * @param fields the fields of its body or query
 * @param caller the owner of the token
 * @param host the server's host name, for events
 */
record Call(Request request, int version, Fields fields, Caller caller, String host) {
    /** Returns the origin of a change for its event. */
    Origin origin() {
        return origin(request, caller, host);
    }

    static Origin origin(Request request, Caller caller, String host) {
        return new Origin(caller.key().owner(), request.peer().address(), request.id(), host);
    }
}
