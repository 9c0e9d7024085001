package dev.carillon.store;

/**
 * A checksum that a client sent or asked for, stored with the object. The store does not compute
 * it.
 *
 * @param algorithm its name in upper case, such as {@code CRC32C}
 * @param value in the encoding of the dialect, such as base64
 */
public record KeptChecksum(String algorithm, String value) {}
