package dev.carillon.json;

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
import java.util.stream.IntStream;

/**
 * Reads the fields of a JSON object by their types. An invalid field is refused by its path, with
 * the exception that the {@link FieldRules} make. Not thread-safe.
 */
public final class JsonFields {
    /** The nesting depth at which {@link #parse} refuses a document. */
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
    private final FieldRules rules;

    /** Reads the members of {@code object}, which has no path. */
    public JsonFields(ObjectNode object, FieldRules rules) {
        this(object, "", rules);
    }

    private JsonFields(ObjectNode object, String path, FieldRules rules) {
        this.object = object;
        this.path = path;
        this.rules = rules;
    }

    /**
     * Parses a document of at most {@value #DEEPEST} levels, in which no name comes twice.
     *
     * @throws JacksonException if it is not such JSON
     */
    public static JsonNode parse(byte[] document) {
        return JSON.readTree(document);
    }

    /** Returns the object whose fields these are. */
    public JsonNode tree() {
        return object;
    }

    /** Returns the names of the fields, in the order of the document. */
    public List<String> names() {
        return List.copyOf(object.propertyNames());
    }

    /** Returns the value of a field, of any type. */
    public Optional<JsonNode> node(String name) {
        return Optional.ofNullable(object.get(name))
                .filter(value -> !(rules.nullIsAbsent() && value.isNull()));
    }

    /** Returns a text. */
    public Optional<String> text(String name) {
        return value(FieldType.TEXT, name).map(JsonNode::stringValue);
    }

    /** Returns a text that must be present; it is refused with {@code why} if it is absent. */
    public String required(String name, String why) {
        return text(name).orElseThrow(() -> wrong(name, why));
    }

    /** Returns a truth value. */
    public Optional<Boolean> flag(String name) {
        return value(FieldType.FLAG, name).map(JsonNode::booleanValue);
    }

    /** Returns a whole number. */
    public OptionalLong number(String name) {
        return value(FieldType.NUMBER, name).stream().mapToLong(JsonFields::number).findFirst();
    }

    /** Returns the fields of a nested object. */
    public Optional<JsonFields> object(String name) {
        return value(FieldType.OBJECT, name).map(value -> inside(value, at(name)));
    }

    /** Returns a list of objects, by the fields of each. */
    public Optional<List<JsonFields>> objects(String name) {
        return elements(FieldType.OBJECT_IN_LIST, name)
                .map(list -> list.stream().map(each -> inside(each.value(), each.path())).toList());
    }

    /** Returns a list of texts. */
    public Optional<List<String>> texts(String name) {
        return elements(FieldType.TEXT_IN_LIST, name)
                .map(list -> list.stream().map(each -> each.value().stringValue()).toList());
    }

    /**
     * Returns the members of an object whose values are texts, in order; empty if the field is
     * absent.
     */
    public Map<String, String> map(String name) {
        var map = new LinkedHashMap<String, String>();
        object(name)
                .ifPresent(members ->
                        members.names().forEach(key -> map.put(key, members.text(key).orElse(""))));
        return map;
    }

    /** Returns the exception that refuses a field of this object. */
    public RuntimeException wrong(String name, String why) {
        return rules.refusal(at(name), why);
    }

    private record Element(String path, JsonNode value) {}

    private Optional<List<Element>> elements(FieldType type, String name) {
        return value(FieldType.LIST, name)
                .map(list ->
                        IntStream.range(0, list.size())
                                .mapToObj(i -> element(type, name, i, list.get(i)))
                                .toList());
    }

    private Element element(FieldType type, String name, int index, JsonNode value) {
        String at = rules.element(type, at(name), index);
        return new Element(at, checked(type, at, value));
    }

    private Optional<JsonNode> value(FieldType type, String name) {
        return node(name).map(value -> checked(type, at(name), value));
    }

    private JsonNode checked(FieldType type, String at, JsonNode value) {
        if (!rules.accepts(type, value)) {
            throw rules.refusal(at, rules.objection(type, value));
        }
        return value;
    }

    private JsonFields inside(JsonNode value, String at) {
        return new JsonFields((ObjectNode) value, at, rules);
    }

    private static long number(JsonNode value) {
        return value.isString() ? Long.parseLong(value.stringValue()) : value.longValue();
    }

    private String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
