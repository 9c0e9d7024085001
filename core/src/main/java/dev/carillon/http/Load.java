package dev.carillon.http;

/**
 * The load that a server accepts.
 *
 * @param limits of each request
 * @param connections the number that may be open at once
 * @param bodies the memory for request bodies; the ports of one server share it
 */
public record Load(Limits limits, ConnectionLimits connections, BodyBudget bodies) {
    /**
     * Returns the default limits, any number of connections and a body budget of its own that is
     * computed from the heap size.
     */
    public static Load defaults() {
        return new Load(Limits.defaults(), ConnectionLimits.none(), BodyBudget.ofHeap());
    }

    /** Returns this load with other limits. */
    public Load with(Limits other) {
        return new Load(other, connections, bodies);
    }

    /** Returns this load with other connection limits. */
    public Load with(ConnectionLimits other) {
        return new Load(limits, other, bodies);
    }

    /** Returns this load with another budget, which other ports may share. */
    public Load with(BodyBudget other) {
        return new Load(limits, connections, other);
    }
}
