package dev.carillon.http;

import dev.carillon.signature.Percent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parameters of a query or a form, decoded, in order; a name may occur more than once. */
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
     * @param value also empty if there was no equals sign: {@code ?acl}
     */
    public record Parameter(String name, String value) {}

    /**
     * Decodes {@code a=1&b=&c}: escapes, and plus signs as blanks.
     *
     * @return empty if an escape is malformed or not UTF-8
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

    /** Returns the first value of a name. */
    public Optional<String> first(String name) {
        for (Parameter parameter : parameters) {
            if (parameter.name().equals(name)) {
                return Optional.of(parameter.value());
            }
        }
        return Optional.empty();
    }

    /** Returns every value of a name, in order. */
    public List<String> all(String name) {
        return parameters.stream()
                .filter(it -> it.name().equals(name))
                .map(Parameter::value)
                .toList();
    }

    /** Returns whether a name is present, with or without a value. */
    public boolean has(String name) {
        return first(name).isPresent();
    }

    /** Returns the parameters in order. */
    public List<Parameter> parameters() {
        return parameters;
    }

    /** Returns the names only, because values may be secret. */
    @Override
    public String toString() {
        return parameters.stream().map(Parameter::name).toList().toString();
    }
}
