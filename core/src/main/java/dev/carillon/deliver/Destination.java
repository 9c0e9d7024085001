package dev.carillon.deliver;

import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Format;
import dev.carillon.format.Signer;
import dev.carillon.rule.DeliveryPolicy;

import java.util.Optional;

/**
 * The destination of a lane at this moment.
 *
 * @param name the topic's, for logs and metrics
 * @param endpoint the open connection; empty = none is configured, deliveries are given up
 * @param format writes its messages
 * @param signer signs them after they have all their headers
 * @param opaqueData copied into each record
 * @param policy the retries, time limits and pace
 * @param paused why nothing may be attempted at present, so that deliveries wait and nothing is
 *     counted against them; empty = attempts may be made
 */
public record Destination(
        String name,
        Optional<Endpoint> endpoint,
        Format format,
        Signer signer,
        String opaqueData,
        DeliveryPolicy policy,
        Optional<String> paused) {
    /** Creates a destination to which attempts may be made. */
    public Destination(
            String name,
            Optional<Endpoint> endpoint,
            Format format,
            Signer signer,
            String opaqueData,
            DeliveryPolicy policy) {
        this(name, endpoint, format, signer, opaqueData, policy, Optional.empty());
    }
}
