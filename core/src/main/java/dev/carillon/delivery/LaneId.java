package dev.carillon.delivery;

/**
 * Names a lane: everything owed to one target, in number order. A topic has two: what happens goes
 * into its live lane; what is sent again goes into its replay lane, beside it and with numbers of
 * its own.
 *
 * @param topic the stamp of the commit that made the topic: one made again has another
 * @param replay whether it is the lane of what is sent again
 */
public record LaneId(long topic, boolean replay) {
    /** The live lane of a topic. */
    public LaneId(long topic) {
        this(topic, false);
    }

    /** The lane that {@link #code} names. */
    public static LaneId of(long code) {
        return code < 0 ? new LaneId(~code, true) : new LaneId(code, false);
    }

    /** The lane as one number, for keys: stamps are positive, so a sign is free to tell the two. */
    public long code() {
        return replay ? ~topic : topic;
    }

    /** The lane of what is sent again to the same topic. */
    public LaneId ofReplays() {
        return new LaneId(topic, true);
    }

    /** The topic's stamp, {@code r} behind it for the replay lane. */
    @Override
    public String toString() {
        return replay ? topic + "r" : Long.toString(topic);
    }
}
