package dev.carillon.delivery;

import dev.carillon.event.ObjectEvent;

import java.time.Instant;

/**
 * A delivery that was given up, kept with its own copy of the event.
 *
 * @param delivery the delivery, with the number of its attempts and the result of the last one
 * @param event the event that it would have delivered
 * @param shared the number of failed probes of other deliveries that counted as attempts of this
 *     one
 * @param reason the reason for giving it up
 * @param at the time when it was given up
 */
public record DeadLetter(
        Delivery delivery, ObjectEvent event, int shared, DeadReason reason, Instant at) {}
