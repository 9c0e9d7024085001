package dev.carillon.b2client;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/** A mapping in a file, and its path there; invalid fields are refused by name. */
final class WrittenFields {
    private final String label;
    private final String path;
    private final ObjectNode object;

    WrittenFields(String label, String path, JsonNode node) {
        this.label = label;
        this.path = path;
        if (!(node instanceof ObjectNode it)) {
            throw B2ClientException.of(
                    path.isEmpty()
                            ? label
                                    + ": begins with 'buckets:' and has a bucket's rules under its"
                                    + " name"
                            : "%s: %s must have fields".formatted(label, path));
        }
        this.object = it;
    }

    /** Refuses any other field. */
    void only(String... names) {
        object.propertyNames().stream()
                .filter(it -> !List.of(names).contains(it))
                .findFirst()
                .ifPresent(it -> {
                    throw wrong(it, "is not known here, only " + String.join(", ", names));
                });
    }

    Optional<JsonNode> node(String name) {
        return Optional.ofNullable(object.get(name)).filter(it -> !it.isNull());
    }

    WrittenFields object(String name) {
        return new WrittenFields(
                label, at(name), node(name).orElseThrow(() -> wrong(name, "is missing")));
    }

    /** Passes the list under each name to the taker. */
    void each(BiConsumer<String, List<Item>> taker) {
        object.propertyNames().forEach(it -> taker.accept(it, list(it)));
    }

    /** Returns a list, empty if there is none. */
    List<Item> list(String name) {
        JsonNode node = node(name).orElse(object.arrayNode());
        if (!node.isArray()) {
            throw wrong(name, "must be a list");
        }
        return IntStream.range(0, node.size())
                .mapToObj(i -> new Item(label, at(name) + "[" + i + "]", node.get(i)))
                .toList();
    }

    /** An element of a list, and its path. */
    record Item(String label, String path, JsonNode node) {
        WrittenFields fields() {
            return new WrittenFields(label, path, node);
        }

        String text() {
            if (!node.isString()) {
                throw B2ClientException.of("%s: %s must be a text".formatted(label, path));
            }
            return node.stringValue();
        }
    }

    /**
     * Returns a text. Numbers and the like need quotes, so that exactly the written text is sent.
     */
    Optional<String> text(String name) {
        return node(name)
                .map(it -> {
                    if (!it.isString()) {
                        throw wrong(name, "must be a text: put it in quotes");
                    }
                    return it.stringValue();
                });
    }

    String needed(String name) {
        return text(name).orElseThrow(() -> wrong(name, "is missing"));
    }

    Optional<Boolean> flag(String name) {
        return node(name)
                .map(it -> {
                    if (!it.isBoolean()) {
                        throw wrong(name, "must be true or false");
                    }
                    return it.booleanValue();
                });
    }

    Optional<Integer> number(String name) {
        return node(name)
                .map(it -> {
                    if (!it.isInt()) {
                        throw wrong(name, "must be a whole number");
                    }
                    return it.intValue();
                });
    }

    /** Returns the names of the fields. */
    List<String> names() {
        return object.propertyNames().stream().toList();
    }

    B2ClientException wrong(String name, String why) {
        return B2ClientException.of("%s: %s %s".formatted(label, at(name), why));
    }

    private String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
