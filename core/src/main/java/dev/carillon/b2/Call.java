package dev.carillon.b2;

import dev.carillon.event.Origin;
import dev.carillon.http.Request;

/**
 * A call whose token counts.
 *
 * @param version of the path: 1 to 4
 * @param fields what its body or its query says
 * @param caller who makes it
 * @param host the server that answers, for events
 */
record Call(Request request, int version, Fields fields, Caller caller, String host) {
    /** Who caused a change, as its event will say. */
    Origin origin() {
        return origin(request, caller, host);
    }

    static Origin origin(Request request, Caller caller, String host) {
        return new Origin(caller.key().owner(), request.peer().address(), request.id(), host);
    }
}
