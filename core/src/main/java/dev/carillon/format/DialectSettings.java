package dev.carillon.format;

import dev.carillon.rule.DeliveryPolicy;

import java.time.Duration;
import java.time.InstantSource;

/**
 * The settings of the dialects of this build.
 *
 * @param region named in records and headers
 * @param topics the policy for everything that a topic leaves open
 * @param b2Patience how long an endpoint may accept nothing before its B2 rule is suspended
 * @param brokerFailures how often one event is attempted before the broker's subscription is
 *     removed
 * @param clock tells the time of each signature, by wall clock
 */
public record DialectSettings(
        String region,
        DeliveryPolicy topics,
        Duration b2Patience,
        int brokerFailures,
        InstantSource clock) {
    private static final Duration B2_PATIENCE = Duration.ofDays(1);

    /** Returns Carillon's own defaults for a region. */
    public static DialectSettings of(String region) {
        return new DialectSettings(
                region,
                DeliveryPolicy.defaults(),
                B2_PATIENCE,
                BrokerDialect.USUAL_FAILURES,
                InstantSource.system());
    }
}
