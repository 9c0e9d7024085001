package dev.carillon.delivery;

import dev.carillon.event.ObjectEvent;

import java.time.Instant;

/**
 * A delivery given up, kept with its own copy of the event.
 *
 * @param delivery what was owed, how often it was tried, and how the last attempt ended
 * @param event what it would have told
 * @param shared failed probes of other deliveries that counted as tries of this one
 * @param reason why it was given up
 * @param at when it was given up
 */
public record DeadLetter(
        Delivery delivery, ObjectEvent event, int shared, DeadReason reason, Instant at) {}
