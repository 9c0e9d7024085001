package dev.carillon.admin;

import dev.carillon.http.Query;
import dev.carillon.json.FieldRules;
import dev.carillon.json.FieldType;
import dev.carillon.json.JsonFields;
import dev.carillon.signature.QueryPart;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads the fields of a request: the parameters of its query, or the members of its JSON object. A
 * text or a list that is present is not empty, and {@code null} is no value.
 */
final class AdminFields implements FieldRules {
    private static final AdminFields RULES = new AdminFields();
    private static final int MOST_IN_LIST = 1_000;

    private AdminFields() {}

    /** Reads the parameters of a query, each at most once. */
    static JsonFields of(Query query) {
        ObjectNode object = Json.object();
        for (QueryPart parameter : query.parameters()) {
            if (object.has(parameter.name())) {
                throw AdminException.wrong(parameter.name(), "is there twice; say it once.");
            }
            object.put(parameter.name(), parameter.value());
        }
        return new JsonFields(object, RULES);
    }

    /** Reads the members of a JSON object. */
    static JsonFields of(byte[] body) {
        try {
            if (JsonFields.parse(body) instanceof ObjectNode object) {
                return new JsonFields(object, RULES);
            }
        } catch (JacksonException e) {
            throw AdminException.bad("The body is no JSON: " + e.getOriginalMessage());
        }
        throw AdminException.bad("The body must be a JSON object, {} where nothing is to be said.");
    }

    /** Refuses all other fields than these. */
    static void only(JsonFields fields, List<String> known) {
        for (String name : fields.names()) {
            if (!known.contains(name)) {
                throw new AdminException(
                        400,
                        "unknown_field",
                        "'%s' is not known here: %s."
                                .formatted(
                                        name,
                                        known.isEmpty()
                                                ? "this call takes no fields"
                                                : "there are " + String.join(", ", known)));
            }
        }
    }

    /** Returns a time in ISO-8601. */
    static Optional<Instant> time(JsonFields fields, String name) {
        return fields.text(name).map(text -> time(fields, name, text));
    }

    private static Instant time(JsonFields fields, String name, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw fields.wrong(
                    name,
                    "'%s' is no time; write ISO-8601, such as 2026-11-22T03:51:31Z."
                            .formatted(text));
        }
    }

    /** Returns a whole number from 1 to {@code most}, {@code usual} if the field is absent. */
    static int count(JsonFields fields, String name, int usual, int most) {
        Optional<String> text = fields.text(name);
        if (text.isEmpty()) {
            return usual;
        }
        int number = text.get().matches("[0-9]{1,6}") ? Integer.parseInt(text.get()) : 0;
        if (number < 1 || number > most) {
            throw fields.wrong(name, "takes 1 to %d, not '%s'.".formatted(most, text.get()));
        }
        return number;
    }

    @Override
    public boolean nullIsAbsent() {
        return false;
    }

    @Override
    public boolean accepts(FieldType type, JsonNode value) {
        return type.matches(value)
                && switch (type) {
                    case TEXT, TEXT_IN_LIST -> !value.stringValue().isEmpty();
                    case LIST -> !value.isEmpty() && value.size() <= MOST_IN_LIST;
                    case FLAG, NUMBER, OBJECT, OBJECT_IN_LIST -> true;
                };
    }

    @Override
    public String objection(FieldType type, JsonNode value) {
        return switch (type) {
            case TEXT, TEXT_IN_LIST ->
                    value.isString() ? "is empty; leave it out, or say which." : "takes a text.";
            case FLAG -> "takes true or false.";
            case NUMBER -> "takes a whole number.";
            case LIST -> "takes a list of 1 to %d texts.".formatted(MOST_IN_LIST);
            case OBJECT, OBJECT_IN_LIST -> "takes an object.";
        };
    }

    @Override
    public String element(FieldType type, String list, int index) {
        return list;
    }

    @Override
    public AdminException refusal(String path, String why) {
        return AdminException.wrong(path, why);
    }
}
