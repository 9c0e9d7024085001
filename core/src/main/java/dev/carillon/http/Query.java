package dev.carillon.http;

import dev.carillon.signature.Percent;
import dev.carillon.signature.QueryPart;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The parameters of a query or a form, decoded, in order; a name may occur more than once. */
public final class Query {
    /** No parameters. */
    public static final Query NONE = new Query("", List.of());

    private static final Optional<Query> NOTHING = Optional.of(NONE);

    private final String raw;
    private final List<QueryPart> parameters;

    private Query(String raw, List<QueryPart> parameters) {
        this.raw = raw;
        this.parameters = List.copyOf(parameters);
    }

    /**
     * Decodes {@code a=1&b=&c}: escapes, and plus signs as blanks.
     *
     * @return empty if an escape is malformed or not UTF-8
     */
    public static Optional<Query> parse(String raw) {
        if (raw.isEmpty()) {
            return NOTHING;
        }
        var parameters = new ArrayList<QueryPart>();
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
            parameters.add(new QueryPart(name.get(), value.get(), equals >= 0));
        }
        return Optional.of(new Query(raw, parameters));
    }

    /** Returns the text that was decoded, byte for byte as it was sent. */
    public String raw() {
        return raw;
    }

    /** Returns the first value of a name. */
    public Optional<String> first(String name) {
        for (QueryPart parameter : parameters) {
            if (parameter.name().equals(name)) {
                return Optional.of(parameter.value());
            }
        }
        return Optional.empty();
    }

    /** Returns every value of a name, in order. */
    public List<String> all(String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name().equals(name))
                .map(QueryPart::value)
                .toList();
    }

    /** Returns whether a name is present, with or without a value. */
    public boolean has(String name) {
        return first(name).isPresent();
    }

    /** Returns the parameters in order. */
    public List<QueryPart> parameters() {
        return parameters;
    }

    /** Returns the names only, because values may be secret. */
    @Override
    public String toString() {
        return parameters.stream().map(QueryPart::name).toList().toString();
    }
}
