package dev.carillon.http;

import dev.carillon.signature.Percent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parameters of a query or a form, decoded, in order; a name may come more than once. */
public final class Query {
    /** No parameters. */
    public static final Query NONE = new Query(List.of());

    private static final Optional<Query> NOTHING = Optional.of(NONE);

    private final List<Parameter> parameters;

    private Query(List<Parameter> parameters) {
        this.parameters = List.copyOf(parameters);
    }

    /**
     * One parameter.
     *
     * @param value empty also where there was no equals sign: {@code ?acl}
     */
    public record Parameter(String name, String value) {}

    /**
     * Decodes {@code a=1&b=&c}: escapes, and plus signs as blanks.
     *
     * @return empty when an escape is malformed or not UTF-8
     */
    public static Optional<Query> parse(String raw) {
        if (raw.isEmpty()) {
            return NOTHING;
        }
        var parameters = new ArrayList<Parameter>();
        for (String part : raw.split("&", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            int equals = part.indexOf('=');
            var name = Percent.decodeForm(equals < 0 ? part : part.substring(0, equals));
            var value = Percent.decodeForm(equals < 0 ? "" : part.substring(equals + 1));
            if (name.isEmpty() || value.isEmpty()) {
                return Optional.empty();
            }
            parameters.add(new Parameter(name.get(), value.get()));
        }
        return Optional.of(new Query(parameters));
    }

    /** The first value of a name. */
    public Optional<String> first(String name) {
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                return Optional.of(parameter.value());
            }
        }
        return Optional.empty();
    }

    /** All values of a name, in order. */
    public List<String> all(String name) {
        return parameters.stream()
                .filter(it -> it.name().equals(name))
                .map(Parameter::value)
                .toList();
    }

    /** Whether a name is there, with a value or without. */
    public boolean has(String name) {
        return first(name).isPresent();
    }

    /** All of them, in order. */
    public List<Parameter> parameters() {
        return parameters;
    }

    /** The names only: values may be secret. */
    @Override
    public String toString() {
        return parameters.stream().map(Parameter::name).toList().toString();
    }
}
