package dev.carillon.event;

import java.util.Optional;

/**
 * The origin of a change: who caused it, and through which request.
 *
 * @param principal the user that made the request
 * @param address the address from which the request came, empty if there was none
 * @param requestId the id in the answer to the request
 * @param host the server that answered it
 * @param trace the trace to which the request belongs, if the client sent one
 */
public record Origin(
        String principal,
        String address,
        String requestId,
        String host,
        Optional<TraceContext> trace) {
    /** Creates the origin of a request that belongs to no trace. */
    public Origin(String principal, String address, String requestId, String host) {
        this(principal, address, requestId, host, Optional.empty());
    }

    /** Returns the same origin as a part of a trace, if there is one. */
    public Origin in(Optional<TraceContext> other) {
        return other.isEmpty() ? this : new Origin(principal, address, requestId, host, other);
    }
}
