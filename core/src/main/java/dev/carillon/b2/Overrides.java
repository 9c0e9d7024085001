package dev.carillon.b2;

import dev.carillon.http.Headers;
import dev.carillon.http.Query;
import dev.carillon.json.JsonFields;
import dev.carillon.signature.QueryPart;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The headers of a download that replace those stored with the file.
 *
 * @param values by the fields' names, such as {@code b2ContentType}
 */
record Overrides(Map<String, String> values) {
    /** No overrides. */
    static final Overrides NONE = new Overrides(Map.of());

    private static final Map<String, String> HEADERS =
            Map.of(
                    "b2CacheControl", "cache-control",
                    "b2ContentDisposition", "content-disposition",
                    "b2ContentEncoding", "content-encoding",
                    "b2ContentLanguage", "content-language",
                    "b2ContentType", "content-type",
                    "b2Expires", "expires");

    /** The fields that hold overrides. */
    static final Carried FIELDS = Carried.fields(HEADERS.keySet().toArray(String[]::new));

    Overrides {
        values = Map.copyOf(values);
    }

    /** Returns the overrides that a request asks for. */
    static Overrides of(JsonFields fields) {
        var values = new TreeMap<String, String>();
        for (String name : HEADERS.keySet()) {
            fields.text(name).ifPresent(value -> values.put(name, checked(fields, name, value)));
        }
        return new Overrides(values);
    }

    /** Returns the overrides as one line of text. */
    String text() {
        return new TreeMap<>(values)
                .entrySet().stream()
                        .map(entry ->
                                entry.getKey()
                                        + '='
                                        + URLEncoder.encode(
                                                entry.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
    }

    /** Reads overrides from the line that {@link #text} returned. */
    static Overrides parse(String text) {
        Query query = Query.parse(text).orElse(Query.NONE);
        return new Overrides(
                query.parameters().stream()
                        .collect(Collectors.toMap(QueryPart::name, QueryPart::value)));
    }

    /** Returns the headers of a file, names in lower case, with these overrides applied. */
    Map<String, String> over(Map<String, String> headers) {
        var all = new TreeMap<>(headers);
        values.forEach((name, value) -> all.put(HEADERS.getOrDefault(name, name), value));
        return all;
    }

    /** Returns whether others contain these overrides, with the same values. */
    boolean areIn(Overrides others) {
        return others.values().entrySet().containsAll(values.entrySet());
    }

    private static String checked(JsonFields fields, String name, String value) {
        if (value.isBlank() || !Headers.Field.mayHold(value)) {
            throw fields.wrong(
                    name, "must be the value of a header: not empty, without control characters");
        }
        return value;
    }
}
