package dev.carillon.b2;

import java.util.HashSet;
import java.util.Set;

/**
 * The fields that a call carries out. By POST they are those of its JSON, by GET the parameters of
 * its query.
 *
 * @param fields their paths: {@code corsRules.maxAgeSeconds} is a field of each object in a list;
 *     {@code fileInfo.*} stands for fields of any name
 * @param headers those of B2 that the call carries out, in lower case; one that ends with a hyphen
 *     stands for all that begin so
 */
record Carried(Set<String> fields, Set<String> headers) {
    /** Calls that say nothing. */
    static final Carried NOTHING = new Carried(Set.of(), Set.of());

    Carried {
        fields = Set.copyOf(fields);
        headers = Set.copyOf(headers);
    }

    /** These fields and no headers. */
    static Carried fields(String... names) {
        return new Carried(Set.of(names), Set.of());
    }

    /** These headers and no fields. */
    static Carried headers(String... names) {
        return new Carried(Set.of(), Set.of(names));
    }

    /** The same and an object, or a list of objects, with these fields. */
    Carried with(String object, String... names) {
        var all = new HashSet<>(fields);
        all.add(object);
        for (String name : names) {
            all.add(object + '.' + name);
        }
        return new Carried(all, headers);
    }

    /** The fields and headers of this and of another. */
    Carried and(Carried other) {
        var allFields = new HashSet<>(fields);
        var allHeaders = new HashSet<>(headers);
        allFields.addAll(other.fields);
        allHeaders.addAll(other.headers);
        return new Carried(allFields, allHeaders);
    }

    /** Whether a field is carried out. */
    boolean hasField(String path) {
        return fields.contains(path);
    }

    /** Whether a field is an object whose own fields may have any name. */
    boolean isOpen(String path) {
        return fields.contains(path + ".*");
    }

    /** Whether a header, in lower case, is carried out. */
    boolean hasHeader(String name) {
        return headers.contains(name)
                || headers.stream().anyMatch(it -> it.endsWith("-") && name.startsWith(it));
    }
}
