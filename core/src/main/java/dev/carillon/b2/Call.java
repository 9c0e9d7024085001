package dev.carillon.b2;

import dev.carillon.event.Origin;
import dev.carillon.event.TraceContext;
import dev.carillon.http.Request;
import dev.carillon.json.JsonFields;

/**
 * A call with a valid token.
 *
 * @param version of the path: 1 to 4
 * @param fields the fields of its body or query
 * @param caller the owner of the token
 * @param host the server's host name, for events
 */
record Call(Request request, int version, JsonFields fields, Caller caller, String host) {
    /** Returns a text that must be present and not empty. */
    String needed(String name) {
        return B2Fields.needed(fields, name);
    }

    /** Returns a number of at least 1; larger ones than {@code most} are reduced to it. */
    int count(String name, int usual, int most) {
        long count = fields.number(name).orElse(usual);
        if (count < 1) {
            throw fields.wrong(name, "must be from 1 to " + most);
        }
        return (int) Math.min(count, most);
    }

    /** Returns the origin of a change for its event. */
    Origin origin() {
        return origin(request, caller, host);
    }

    static Origin origin(Request request, Caller caller, String host) {
        return new Origin(caller.key().owner(), request.peer().address(), request.id(), host)
                .in(TraceContext.of(request::headers));
    }
}
