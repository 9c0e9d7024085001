package dev.carillon.tail;

/**
 * The reason for which the server ends a stream, as its last line says it.
 *
 * @param code of the error, in one word
 * @param message what happened and what the reader can do
 */
public record Ending(String code, String message) {}
