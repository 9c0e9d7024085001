package dev.carillon.deliver;

import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Format;
import dev.carillon.format.Signer;
import dev.carillon.rule.DeliveryPolicy;

import java.util.Optional;

/**
 * What a lane leads to at this moment.
 *
 * @param name the topic's, for logs and metrics
 * @param endpoint the open connection; empty = none is configured, deliveries are given up
 * @param format writes its messages
 * @param signer signs them, once they have all their headers
 * @param opaqueData copied into each record
 * @param policy how often, how long and how fast
 */
public record Destination(
        String name,
        Optional<Endpoint> endpoint,
        Format format,
        Signer signer,
        String opaqueData,
        DeliveryPolicy policy) {}
