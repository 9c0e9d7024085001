package dev.carillon.json;

import tools.jackson.databind.JsonNode;

/** The type that a field, or an element of a list, must have. */
public enum FieldType {
    /** A text. */
    TEXT,
    /** An element of a list of texts. */
    TEXT_IN_LIST,
    /** {@code true} or {@code false}. */
    FLAG,
    /** A whole number of 64 bits. */
    NUMBER,
    /** A list. */
    LIST,
    /** An object. */
    OBJECT,
    /** An element of a list of objects. */
    OBJECT_IN_LIST;

    /** Returns whether a value has this type in JSON. */
    public boolean matches(JsonNode value) {
        return switch (this) {
            case TEXT, TEXT_IN_LIST -> value.isString();
            case FLAG -> value.isBoolean();
            case NUMBER -> value.isIntegralNumber() && value.canConvertToLong();
            case LIST -> value.isArray();
            case OBJECT, OBJECT_IN_LIST -> value.isObject();
        };
    }
}
