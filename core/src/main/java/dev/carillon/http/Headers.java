package dev.carillon.http;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.Predicate;

/**
 * The headers of a request or an answer, in order; names are compared without case. Immutable and
 * thread-safe. The first look-up builds an index, which later ones use.
 */
public final class Headers {
    /** No headers. */
    public static final Headers NONE = new Headers(List.of());

    private final List<Field> fields;

    /**
     * The values by names in lower case; threads that look up at the same time build equal ones.
     */
    private @Nullable SequencedMap<String, List<String>> index;

    /** Takes over the list, which must not be modified afterwards. */
    private Headers(List<Field> fields) {
        this.fields = fields;
    }

    /**
     * A header line.
     *
     * @param name in the case in which it was written
     */
    public record Field(String name, String value) {
        public Field {
            if (name.isEmpty() || !mayHold(name) || !mayHold(value)) {
                throw new IllegalArgumentException("not a header: " + name);
            }
        }

        /**
         * Returns whether a text may be the value of a header: it has no control characters other
         * than tabs.
         */
        public static boolean mayHold(String value) {
            for (int i = 0; i < value.length(); i++) {
                if (control(value.charAt(i))) {
                    return false;
                }
            }
            return true;
        }

        private static boolean control(char character) {
            return (character < ' ' && character != '\t') || character == 0x7f;
        }
    }

    /** Returns headers with these lines. */
    public static Headers of(List<Field> fields) {
        return fields.isEmpty() ? NONE : new Headers(List.copyOf(fields));
    }

    /** Returns headers with one line; chain {@link #with} for more. */
    public static Headers of(String name, String value) {
        return new Headers(List.of(new Field(name, value)));
    }

    /** Returns these headers and one more line, even if the name is already present. */
    public Headers with(String name, String value) {
        var more = new ArrayList<Field>(fields.size() + 1);
        more.addAll(fields);
        more.add(new Field(name, value));
        return new Headers(Collections.unmodifiableList(more));
    }

    /** Returns these headers without those whose name, in lower case, matches. */
    public Headers without(Predicate<String> name) {
        return of(fields.stream().filter(field -> !name.test(lowerCase(field.name()))).toList());
    }

    /** Returns the first value of a name. */
    public Optional<String> first(String name) {
        var values = index().get(lowerCase(name));
        return values == null ? Optional.empty() : Optional.of(values.getFirst());
    }

    /** Returns every value of a name, in order. */
    public List<String> all(String name) {
        return Collections.unmodifiableList(index().getOrDefault(lowerCase(name), List.of()));
    }

    /** Returns the names in lower case, each once, in order. */
    public SequencedSet<String> names() {
        return index().sequencedKeySet();
    }

    /** Returns the lines, in order. */
    public List<Field> fields() {
        return fields;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Headers that && fields.equals(that.fields);
    }

    @Override
    public int hashCode() {
        return fields.hashCode();
    }

    /** Returns the names only, because values may be secret. */
    @Override
    public String toString() {
        return names().toString();
    }

    private SequencedMap<String, List<String>> index() {
        var known = index;
        if (known == null) {
            known = Collections.unmodifiableSequencedMap(valuesByName());
            index = known;
        }
        return known;
    }

    private SequencedMap<String, List<String>> valuesByName() {
        var values = LinkedHashMap.<String, List<String>>newLinkedHashMap(fields.size());
        for (Field field : fields) {
            values.computeIfAbsent(lowerCase(field.name()), _ -> new ArrayList<>(1))
                    .add(field.value());
        }
        return values;
    }

    private static String lowerCase(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
