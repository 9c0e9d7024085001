package dev.carillon.delivery;

/**
 * The name of a lane: the queue of everything owed to one target, in number order. A topic has two:
 * new events go into its live lane, and deliveries that are sent again go into its replay lane,
 * beside the live one and with numbers of its own.
 *
 * @param topic the stamp of the commit that created the topic; a topic that is created again has
 *     another
 * @param replay whether it is the replay lane
 */
public record LaneId(long topic, boolean replay) {
    /** Creates the id of the live lane of a topic. */
    public LaneId(long topic) {
        this(topic, false);
    }

    /** Returns the lane with this {@link #code}. */
    public static LaneId of(long code) {
        return code < 0 ? new LaneId(~code, true) : new LaneId(code, false);
    }

    /**
     * Returns the lane as one number, for keys. Stamps are positive, so the sign can distinguish
     * the two lanes.
     */
    public long code() {
        return replay ? ~topic : topic;
    }

    /** Returns the replay lane of the same topic. */
    public LaneId ofReplays() {
        return new LaneId(topic, true);
    }

    /** Returns the topic's stamp, followed by {@code r} for the replay lane. */
    @Override
    public String toString() {
        return replay ? topic + "r" : Long.toString(topic);
    }
}
