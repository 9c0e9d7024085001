package dev.carillon.signature;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request in the form in which tests write it: {@code "GET /path?query"} and its headers. */
record SampleRequest(String method, String rawPath, String rawQuery, Map<String, String> fields)
        implements Signable {
    static SampleRequest of(String line, String... fields) {
        String[] parts = line.split(" ", 2);
        String[] target = parts[1].split("\\?", 2);
        var map = new LinkedHashMap<String, String>();
        for (int i = 0; i < fields.length; i += 2) {
            map.put(fields[i], fields[i + 1]);
        }
        return new SampleRequest(parts[0], target[0], target.length > 1 ? target[1] : "", map);
    }

    SampleRequest with(String name, String value) {
        var map = new LinkedHashMap<>(fields);
        map.put(name, value);
        return new SampleRequest(method, rawPath, rawQuery, map);
    }

    @Override
    public Collection<String> headerNames() {
        return fields.keySet();
    }

    @Override
    public List<String> headers(String name) {
        return fields.containsKey(name) ? List.of(fields.get(name)) : List.of();
    }
}
