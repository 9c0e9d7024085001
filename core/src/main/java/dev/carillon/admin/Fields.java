package dev.carillon.admin;

import dev.carillon.http.Query;
import dev.carillon.signature.QueryPart;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The fields of a request: the parameters of its query, or the members of its JSON object. A field
 * with an invalid value is refused with {@link AdminException}, which names the field. Not
 * thread-safe.
 */
final class Fields {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private final Map<String, JsonNode> values;

    private Fields(Map<String, JsonNode> values) {
        this.values = values;
    }

    /** Reads the parameters of a query, each at most once. */
    static Fields of(Query query) {
        var values = new LinkedHashMap<String, JsonNode>();
        for (QueryPart it : query.parameters()) {
            if (values.put(it.name(), StringNode.valueOf(it.value())) != null) {
                throw AdminException.wrong(it.name(), "is there twice; say it once.");
            }
        }
        return new Fields(values);
    }

    /** Reads the members of a JSON object. */
    static Fields of(byte[] body) {
        JsonNode object;
        try {
            object = JSON.readTree(body);
        } catch (JacksonException e) {
            throw AdminException.bad("The body is no JSON: " + e.getOriginalMessage());
        }
        if (!object.isObject()) {
            throw AdminException.bad(
                    "The body must be a JSON object, {} where nothing is to be said.");
        }
        var values = new LinkedHashMap<String, JsonNode>();
        object.properties().forEach(it -> values.put(it.getKey(), it.getValue()));
        return new Fields(values);
    }

    /** Refuses all other fields than these. */
    Fields only(List<String> known) {
        for (String name : values.keySet()) {
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
        return this;
    }

    /** Returns whether any of these fields is present. */
    boolean sayAny(Set<String> names) {
        return values.keySet().stream().anyMatch(names::contains);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name)).map(it -> text(name, it));
    }

    String needed(String name, String what) {
        return text(name).orElseThrow(() -> AdminException.wrong(name, "is missing; " + what));
    }

    Optional<Instant> time(String name) {
        return text(name).map(it -> time(name, it));
    }

    /** Returns a whole number from 1. */
    int count(String name, int usual, int most) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return usual;
        }
        int number = text.get().matches("[0-9]{1,6}") ? Integer.parseInt(text.get()) : 0;
        if (number < 1 || number > most) {
            throw AdminException.wrong(
                    name, "takes 1 to %d, not '%s'.".formatted(most, text.get()));
        }
        return number;
    }

    /** Returns a boolean; false if the field is missing. */
    boolean flag(String name) {
        JsonNode value = values.get(name);
        if (value != null && !value.isBoolean()) {
            throw AdminException.wrong(name, "takes true or false.");
        }
        return value != null && value.booleanValue();
    }

    /** Returns a list of texts; empty if the field is missing. */
    Optional<List<String>> texts(String name, int most) {
        JsonNode list = values.get(name);
        if (list == null) {
            return Optional.empty();
        }
        if (!list.isArray() || list.isEmpty() || list.size() > most) {
            throw AdminException.wrong(name, "takes a list of 1 to %d texts.".formatted(most));
        }
        return Optional.of(list.valueStream().map(it -> text(name, it)).distinct().toList());
    }

    private static String text(String name, JsonNode value) {
        if (!value.isString()) {
            throw AdminException.wrong(name, "takes a text.");
        }
        if (value.stringValue().isEmpty()) {
            throw AdminException.wrong(name, "is empty; leave it out, or say which.");
        }
        return value.stringValue();
    }

    private static Instant time(String name, String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw AdminException.wrong(
                    name,
                    "'%s' is no time; write ISO-8601, such as 2026-11-22T03:51:31Z."
                            .formatted(text));
        }
    }
}
