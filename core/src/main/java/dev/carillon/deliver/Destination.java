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
 */
public record Destination(
        String name,
        Optional<Endpoint> endpoint,
        Format format,
        Signer signer,
        String opaqueData,
        DeliveryPolicy policy) {}
