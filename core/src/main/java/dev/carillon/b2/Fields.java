package dev.carillon.b2;

import dev.carillon.http.Query;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The content of a request, by field. {@code null} is the same as an absent field; {@link
 * B2Surface} checks fields that the call does not have. An invalid field is refused by name. Not
 * thread-safe.
 */
final class Fields {
    private static final int DEEPEST = 20;
    private static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(DEEPEST)
                                                    .build())
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                    .build();

    private final ObjectNode object;
    private final String path;

    private Fields(ObjectNode object, String path) {
        this.object = object;
        this.path = path;
    }

    /** Returns the members of the JSON object in a body; an empty body has none. */
    static Fields of(byte[] body) {
        if (body.length == 0) {
            return new Fields(Json.object(), "");
        }
        try {
            return of(JSON.readTree(body), "the body");
        } catch (JacksonException e) {
            throw new B2Exception(
                    400, "bad_json", "The body is no JSON: " + e.getOriginalMessage());
        }
    }

    /** Returns the parameters of a query, without a token. */
    static Fields of(Query query) {
        ObjectNode object = Json.object();
        query.parameters().stream()
                .filter(it -> !it.name().equals(B2Surface.TOKEN))
                .forEach(it -> object.put(it.name(), it.value()));
        return new Fields(object, "");
    }

    private static Fields of(JsonNode node, String what) {
        if (node instanceof ObjectNode object) {
            return new Fields(object, "");
        }
        throw B2Exception.bad(what + " must be a JSON object");
    }

    /** Returns the whole request, as it was sent. */
    JsonNode tree() {
        return object;
    }

    Optional<JsonNode> node(String name) {
        return Optional.ofNullable(object.get(name)).filter(it -> !it.isNull());
    }

    /** Returns a text. */
    Optional<String> text(String name) {
        return node(name)
                .map(it -> {
                    if (!it.isString()) {
                        throw wrong(name, "must be a string");
                    }
                    return it.stringValue();
                });
    }

    /** Returns a required text that is not empty. */
    String needed(String name) {
        return text(name).filter(it -> !it.isEmpty()).orElseThrow(() -> wrong(name, "is required"));
    }

    /** Returns a whole number. */
    OptionalLong number(String name) {
        Optional<JsonNode> node = node(name);
        if (node.isEmpty()) {
            return OptionalLong.empty();
        }
        if (node.get().isString() && node.get().stringValue().matches("-?[0-9]{1,18}")) {
            return OptionalLong.of(Long.parseLong(node.get().stringValue()));
        }
        if (!node.get().isIntegralNumber() || !node.get().canConvertToLong()) {
            throw wrong(name, "must be a whole number");
        }
        return OptionalLong.of(node.get().longValue());
    }

    /** Returns a whole number of at least 1; larger ones than {@code most} are reduced to it. */
    int count(String name, int usual, int most) {
        long said = number(name).orElse(usual);
        if (said < 1) {
            throw wrong(name, "must be from 1 to " + most);
        }
        return (int) Math.min(said, most);
    }

    /** Returns a truth value. */
    Optional<Boolean> flag(String name) {
        return node(name)
                .map(it -> {
                    if (!it.isBoolean()) {
                        throw wrong(name, "must be true or false");
                    }
                    return it.booleanValue();
                });
    }

    /** Checks that a field without effect is a truth value, if it is present. */
    void maybeFlag(String name) {
        boolean other = node(name).filter(it -> !it.isBoolean()).isPresent();
        if (other) {
            throw wrong(name, "must be true or false");
        }
    }

    /** Returns a nested object. */
    Optional<Fields> object(String name) {
        return node(name).map(it -> object(name, it));
    }

    /** Returns a list of objects. */
    Optional<List<Fields>> objects(String name) {
        return list(name).map(all -> all.stream().map(it -> object(name + "[]", it)).toList());
    }

    /** Returns a list of texts. */
    Optional<List<String>> texts(String name) {
        return list(name).map(all -> all.stream().map(it -> text(name, it)).toList());
    }

    /**
     * Returns the members of an object whose values are texts, in order; empty if the field is
     * absent.
     */
    Map<String, String> map(String name) {
        var map = new LinkedHashMap<String, String>();
        object(name).ifPresent(it -> it.names().forEach(key -> map.put(key, it.textOrEmpty(key))));
        return map;
    }

    /** Returns the names of the fields. */
    List<String> names() {
        return object.propertyNames().stream().toList();
    }

    /** Returns a refusal that names a field. */
    B2Exception wrong(String name, String why) {
        return B2Exception.bad(path + name + " " + why);
    }

    private String textOrEmpty(String name) {
        return text(name).orElse("");
    }

    private Optional<List<JsonNode>> list(String name) {
        return node(name)
                .map(it -> {
                    if (!it.isArray()) {
                        throw wrong(name, "must be a list");
                    }
                    return it.valueStream().toList();
                });
    }

    private Fields object(String name, JsonNode node) {
        if (node instanceof ObjectNode it) {
            return new Fields(it, path + name + ".");
        }
        throw wrong(name, "must be an object");
    }

    private String text(String name, JsonNode node) {
        if (!node.isString()) {
            throw wrong(name, "must be a list of strings");
        }
        return node.stringValue();
    }
}
