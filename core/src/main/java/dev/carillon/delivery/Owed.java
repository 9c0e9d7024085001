package dev.carillon.delivery;

import dev.carillon.event.ObjectEvent;

import java.time.Instant;

/** A delivery together with the event it is about. */
public record Owed(Delivery delivery, ObjectEvent event) {
    /** The delivery's place in its lane. */
    public long number() {
        return delivery.number();
    }

    /** The same after one more attempt, due then. */
    public Owed tried(Instant due) {
        return new Owed(delivery.tried(due), event);
    }

    /** Whose deliveries are tried one after another. */
    public String orderKey() {
        return delivery.orderKey();
    }
}
