package dev.carillon.b2client;

import dev.carillon.json.FieldRules;
import dev.carillon.json.FieldType;
import dev.carillon.json.JsonFields;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;

/**
 * Reads the mappings in a file. Numbers and the like need quotes to be a text, so that exactly the
 * written text is sent.
 *
 * @param label the name of the file in messages
 */
record FileFields(String label) implements FieldRules {
    /** Returns the fields of the whole file. */
    JsonFields of(JsonNode root) {
        if (root instanceof ObjectNode object) {
            return new JsonFields(object, this);
        }
        throw B2ClientException.of(
                label + ": begins with 'buckets:' and has a bucket's rules under its name");
    }

    /** Refuses any other field. */
    static void only(JsonFields fields, String... names) {
        fields.names().stream()
                .filter(name -> !List.of(names).contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw fields.wrong(name, "is not known here, only " + String.join(", ", names));
                });
    }

    /** Returns a text that must be present. */
    static String needed(JsonFields fields, String name) {
        return fields.required(name, "is missing");
    }

    /** Returns a mapping that must be present. */
    static JsonFields mapping(JsonFields fields, String name) {
        return fields.object(name).orElseThrow(() -> fields.wrong(name, "is missing"));
    }

    @Override
    public boolean nullIsAbsent() {
        return true;
    }

    @Override
    public boolean accepts(FieldType type, JsonNode value) {
        return type == FieldType.NUMBER ? value.isInt() : type.matches(value);
    }

    @Override
    public String objection(FieldType type, JsonNode value) {
        return switch (type) {
            case TEXT -> "must be a text: put it in quotes";
            case TEXT_IN_LIST -> "must be a text";
            case FLAG -> "must be true or false";
            case NUMBER -> "must be a whole number";
            case LIST -> "must be a list";
            case OBJECT, OBJECT_IN_LIST -> "must have fields";
        };
    }

    @Override
    public String element(FieldType type, String list, int index) {
        return list + "[" + index + "]";
    }

    @Override
    public B2ClientException refusal(String path, String why) {
        return B2ClientException.of("%s: %s %s".formatted(label, path, why));
    }
}
