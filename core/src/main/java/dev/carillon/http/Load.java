package dev.carillon.http;

/**
 * The load that a server takes.
 *
 * @param limits of each request
 * @param connections how many are open at once
 * @param bodies the memory for request bodies; ports of one server share it
 */
public record Load(Limits limits, ConnectionLimits connections, BodyBudget bodies) {
    /**
     * The default limits, any number of connections and a body budget of its own, made from the
     * heap.
     */
    public static Load defaults() {
        return new Load(Limits.defaults(), ConnectionLimits.none(), BodyBudget.ofHeap());
    }

    /** This load with other limits. */
    public Load with(Limits other) {
        return new Load(other, connections, bodies);
    }

    /** This load with limits of connections. */
    public Load with(ConnectionLimits other) {
        return new Load(limits, other, bodies);
    }

    /** This load with a budget that other ports may share. */
    public Load with(BodyBudget other) {
        return new Load(limits, connections, other);
    }
}
