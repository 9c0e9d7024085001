package dev.carillon.signature;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A request that is about to be signed and sent.
 *
 * @param rawPath escaped as it will be sent
 * @param rawQuery escaped as it will be sent, without question mark
 * @param fields the headers to sign, names in lower case; {@code host} must be among them
 */
public record RequestToSign(
        String method, String rawPath, String rawQuery, Map<String, String> fields)
        implements Signable {
    public RequestToSign {
        var lower = new TreeMap<String, String>();
        fields.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        fields = Collections.unmodifiableMap(lower);
        if (!fields.containsKey("host")) {
            throw new IllegalArgumentException("a request is signed together with its host header");
        }
    }

    /** Returns this request with a header added or replaced. */
    public RequestToSign with(String name, String value) {
        var more = new TreeMap<>(fields);
        more.put(name.toLowerCase(Locale.ROOT), value);
        return new RequestToSign(method, rawPath, rawQuery, more);
    }

    /** Returns this request with another query. */
    RequestToSign asking(String query) {
        return new RequestToSign(method, rawPath, query, fields);
    }

    @Override
    public Collection<String> headerNames() {
        return fields.keySet();
    }

    @Override
    public List<String> headers(String name) {
        String value = fields.get(name);
        return value == null ? List.of() : List.of(value);
    }

    /** Returns a text without query and header values, which may be secret. */
    @Override
    public String toString() {
        return method + " " + rawPath;
    }
}
