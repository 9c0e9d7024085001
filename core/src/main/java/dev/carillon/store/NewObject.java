package dev.carillon.store;

import dev.carillon.event.EventType;
import dev.carillon.event.Origin;

/**
 * An object to be created, without its data.
 *
 * @param type the type of its event
 */
public record NewObject(
        String bucket,
        String key,
        EventType type,
        Attributes attributes,
        Precondition precondition,
        Origin origin) {}
