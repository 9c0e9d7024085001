package dev.carillon.b2;

import java.util.HashSet;
import java.util.Set;

/**
 * The fields and headers that a call supports. With POST the fields are those of its JSON, with GET
 * the parameters of its query.
 *
 * @param fields their paths: {@code corsRules.maxAgeSeconds} is a field of each object in a list;
 *     {@code fileInfo.*} stands for fields of any name
 * @param headers the supported headers of B2, in lower case; one that ends with a hyphen stands for
 *     all with that prefix
 */
record Carried(Set<String> fields, Set<String> headers) {
    /** A call without fields and headers. */
    static final Carried NOTHING = new Carried(Set.of(), Set.of());

    Carried {
        fields = Set.copyOf(fields);
        headers = Set.copyOf(headers);
    }

    /** Returns these fields without headers. */
    static Carried fields(String... names) {
        return new Carried(Set.of(names), Set.of());
    }

    /** Returns these headers without fields. */
    static Carried headers(String... names) {
        return new Carried(Set.of(), Set.of(names));
    }

    /** Returns this with another field: an object, or a list of objects, with the named fields. */
    Carried with(String object, String... names) {
        var all = new HashSet<>(fields);
        all.add(object);
        for (String name : names) {
            all.add(object + '.' + name);
        }
        return new Carried(all, headers);
    }

    /** Returns the fields and headers of both. */
    Carried and(Carried other) {
        var allFields = new HashSet<>(fields);
        var allHeaders = new HashSet<>(headers);
        allFields.addAll(other.fields);
        allHeaders.addAll(other.headers);
        return new Carried(allFields, allHeaders);
    }

    /** Returns whether a field is supported. */
    boolean hasField(String path) {
        return fields.contains(path);
    }

    /** Returns whether a field is an object whose own fields may have any name. */
    boolean isOpen(String path) {
        return fields.contains(path + ".*");
    }

    /** Returns whether a header, in lower case, is supported. */
    boolean hasHeader(String name) {
        return headers.contains(name)
                || headers.stream()
                        .anyMatch(header -> header.endsWith("-") && name.startsWith(header));
    }
}
