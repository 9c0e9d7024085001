package dev.carillon.store;

import dev.carillon.event.Origin;

/** An object to be removed. */
public record Removal(String bucket, String key, Precondition precondition, Origin origin) {}
