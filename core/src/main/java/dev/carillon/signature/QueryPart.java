package dev.carillon.signature;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A {@code name=value} of a query, decoded if possible.
 *
 * @param value empty text if there was no equals sign
 * @param valued whether there was an equals sign
 */
public record QueryPart(String name, String value, boolean valued) {
    /** Reads a query as it was sent; text that cannot be decoded stays as it is. */
    public static List<QueryPart> parse(String rawQuery) {
        if (rawQuery.isEmpty()) {
            return List.of();
        }
        var parts = new ArrayList<QueryPart>();
        for (String part : rawQuery.split("&", -1)) {
            if (!part.isEmpty()) {
                int equals = part.indexOf('=');
                String name = equals < 0 ? part : part.substring(0, equals);
                String value = equals < 0 ? "" : part.substring(equals + 1);
                parts.add(new QueryPart(decode(name), decode(value), equals >= 0));
            }
        }
        return parts;
    }

    static Optional<String> first(List<QueryPart> parts, String name) {
        for (QueryPart part : parts) {
            if (part.name.equals(name)) {
                return Optional.of(part.value);
            }
        }
        return Optional.empty();
    }

    private static String decode(String text) {
        return Percent.decodeForm(text).orElse(text);
    }
}
