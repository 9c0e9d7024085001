package dev.carillon.b2;

import dev.carillon.http.Query;
import dev.carillon.json.FieldRules;
import dev.carillon.json.FieldType;
import dev.carillon.json.JsonFields;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the content of a request, by field. {@code null} is the same as an absent field; a number
 * may be written as a text, because all parameters of a query are texts. {@link B2Surface} checks
 * fields that the call does not have.
 */
final class B2Fields implements FieldRules {
    private static final B2Fields RULES = new B2Fields();
    private static final String DIGITS = "-?[0-9]{1,18}";

    private B2Fields() {}

    /** Returns the members of the JSON object in a body; an empty body has none. */
    static JsonFields of(byte[] body) {
        return new JsonFields(body.length == 0 ? Json.object() : object(body), RULES);
    }

    /** Returns the parameters of a query, without a token. */
    static JsonFields of(Query query) {
        ObjectNode object = Json.object();
        query.parameters().stream()
                .filter(parameter -> !parameter.name().equals(B2Surface.TOKEN))
                .forEach(parameter -> object.put(parameter.name(), parameter.value()));
        return new JsonFields(object, RULES);
    }

    /** Returns a text that must be present and not empty. */
    static String needed(JsonFields fields, String name) {
        return fields.text(name)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> fields.wrong(name, "is required"));
    }

    private static ObjectNode object(byte[] body) {
        try {
            if (JsonFields.parse(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw new B2Exception(
                    400, "bad_json", "The body is no JSON: " + e.getOriginalMessage());
        }
        throw B2Exception.bad("the body must be a JSON object");
    }

    @Override
    public boolean nullIsAbsent() {
        return true;
    }

    @Override
    public boolean accepts(FieldType type, JsonNode value) {
        boolean digits = type == FieldType.NUMBER && value.isString();
        return digits ? value.stringValue().matches(DIGITS) : type.matches(value);
    }

    @Override
    public String objection(FieldType type, JsonNode value) {
        return switch (type) {
            case TEXT -> "must be a string";
            case TEXT_IN_LIST -> "must be a list of strings";
            case FLAG -> "must be true or false";
            case NUMBER -> "must be a whole number";
            case LIST -> "must be a list";
            case OBJECT, OBJECT_IN_LIST -> "must be an object";
        };
    }

    @Override
    public String element(FieldType type, String list, int index) {
        return type == FieldType.OBJECT_IN_LIST ? list + "[]" : list;
    }

    @Override
    public B2Exception refusal(String path, String why) {
        return B2Exception.bad(path + " " + why);
    }
}
