package dev.carillon.kafka;

import java.time.Duration;

/**
 * How long Kafka's client is waited for.
 *
 * @param confirm the client's own limit for the confirmation of a record, its retries included; at
 *     least 1 s
 * @param idle the time after which a producer that nobody uses is closed
 */
record Patience(Duration confirm, Duration idle) {
    /**
     * The usual ones. The client gives a record up before the usual attempt of 10 s ends, so that
     * the next attempt seldom finds a record of an earlier one on its way.
     */
    static final Patience USUAL = new Patience(Duration.ofSeconds(8), Duration.ofMinutes(5));
}
