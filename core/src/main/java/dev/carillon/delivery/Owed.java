package dev.carillon.delivery;

import dev.carillon.event.ObjectEvent;

/** A delivery together with the event it is about. */
public record Owed(Delivery delivery, ObjectEvent event) {
    /** The delivery's place in its lane. */
    public long number() {
        return delivery.number();
    }

    /** Whose deliveries are tried one after another. */
    public String orderKey() {
        return delivery.orderKey();
    }
}
