package dev.carillon.store;

import dev.carillon.event.EventType;
import dev.carillon.event.Origin;

/**
 * An object to be made, without its data.
 *
 * @param type how it comes about: what its event will say
 */
public record NewObject(
        String bucket,
        String key,
        EventType type,
        Attributes attributes,
        Precondition precondition,
        Origin origin) {}
