package dev.carillon.json;

import tools.jackson.databind.JsonNode;

/**
 * The rules of a protocol or a file for its fields: which values they may have, and how an invalid
 * one is refused. Thread-safe.
 */
public interface FieldRules {
    /** Returns whether {@code null} means the same as no field. Otherwise it matches no type. */
    boolean nullIsAbsent();

    /**
     * Returns whether a value is valid for a type. A valid {@link FieldType#NUMBER} is a number of
     * 64 bits, or a text of its digits; a valid value of another type matches that type.
     */
    default boolean accepts(FieldType type, JsonNode value) {
        return type.matches(value);
    }

    /** Returns the objection to a value that is not valid, to be read after the field's path. */
    String objection(FieldType type, JsonNode value);

    /**
     * Returns the path of an element.
     *
     * @param type the type that the element must have
     * @param list the path of the list
     * @param index from 0
     */
    String element(FieldType type, String list, int index);

    /**
     * Returns the exception that refuses a field.
     *
     * @param path the names that lead to it, separated by dots
     * @param why the objection
     */
    RuntimeException refusal(String path, String why);
}
