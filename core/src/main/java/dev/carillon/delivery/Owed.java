package dev.carillon.delivery;

import dev.carillon.event.ObjectEvent;

import java.time.Instant;

/** A delivery together with its event. */
public record Owed(Delivery delivery, ObjectEvent event) {
    /** Returns the delivery's place in its lane. */
    public long number() {
        return delivery.number();
    }

    /** Returns the same after one more attempt, which settled it. */
    public Owed tried(AttemptResult result) {
        return new Owed(delivery.tried(result), event);
    }

    /**
     * Returns the same after one more attempt, which ended at {@code now}, to be attempted again at
     * {@code due}.
     */
    public Owed triedAndDue(Instant now, Instant due, AttemptResult result) {
        return new Owed(delivery.triedAndDue(now, due, result), event);
    }

    /**
     * Returns the same with its attempt in progress as a probe, which the lane counts as an attempt
     * of every delivery.
     */
    public Owed asProbe() {
        return new Owed(delivery.asProbe(), event);
    }

    /** Returns the order key: deliveries with the same one are attempted one after another. */
    public String orderKey() {
        return delivery.orderKey();
    }

    /** Returns the start of its age: the event's time, or the time when it was sent again. */
    public Instant since() {
        Instant since = delivery.progress().since();
        return since.equals(Instant.EPOCH) ? event.change().time() : since;
    }
}
