package dev.carillon.event;

/** A tag of an object. A key may repeat. */
public record Tag(String key, String value) {}
