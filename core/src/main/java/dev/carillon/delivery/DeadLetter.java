package dev.carillon.delivery;

import dev.carillon.event.ObjectEvent;

import java.time.Instant;

/**
 * A delivery given up, kept with its own copy of the event.
 *
 * @param delivery what was owed
 * @param event what it would have told
 * @param reason why it was given up
 * @param lastResult how the last attempt ended, empty when it was never tried
 * @param at when it was given up
 */
public record DeadLetter(
        Delivery delivery, ObjectEvent event, DeadReason reason, String lastResult, Instant at) {}
