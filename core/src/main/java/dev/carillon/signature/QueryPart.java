package dev.carillon.signature;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One {@code name=value} of a query, decoded where it can be.
 *
 * @param value empty text when there was no equals sign
 * @param valued whether there was an equals sign
 */
record QueryPart(String name, String value, boolean valued) {
    static List<QueryPart> parse(String rawQuery) {
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
        return parts.stream().filter(it -> it.name.equals(name)).map(QueryPart::value).findFirst();
    }

    private static String decode(String text) {
        return Percent.decodeForm(text).orElse(text);
    }
}
