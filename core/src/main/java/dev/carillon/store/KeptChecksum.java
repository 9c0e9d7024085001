package dev.carillon.store;

/**
 * A checksum a client sent or asked for, kept with the object. The store carries it and does not
 * compute it.
 *
 * @param algorithm its name in upper case, such as {@code CRC32C}
 * @param value in the dialect's own writing, such as base64
 */
public record KeptChecksum(String algorithm, String value) {}
