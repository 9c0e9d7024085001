package dev.carillon.delivery;

import dev.carillon.event.ObjectEvent;

import java.time.Instant;

/** A delivery together with the event it is about. */
public record Owed(Delivery delivery, ObjectEvent event) {
    /** The delivery's place in its lane. */
    public long number() {
        return delivery.number();
    }

    /** The same after one more attempt, which settled it. */
    public Owed tried(AttemptResult result) {
        return new Owed(delivery.tried(result), event);
    }

    /** The same after one more attempt, which ended now, to be tried again then. */
    public Owed triedAndDue(Instant now, Instant due, AttemptResult result) {
        return new Owed(delivery.triedAndDue(now, due, result), event);
    }

    /** The same, whose attempt under way the lane counts as a try of every delivery. */
    public Owed asProbe() {
        return new Owed(delivery.asProbe(), event);
    }

    /** Whose deliveries are tried one after another. */
    public String orderKey() {
        return delivery.orderKey();
    }

    /** From when its age counts: the event's time, or when it was sent again. */
    public Instant since() {
        Instant since = delivery.progress().since();
        return since.equals(Instant.EPOCH) ? event.change().time() : since;
    }
}
