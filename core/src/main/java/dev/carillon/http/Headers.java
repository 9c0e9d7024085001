package dev.carillon.http;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.function.Predicate;

/** The headers of a request or an answer, in order; names are compared without case. Immutable. */
public final class Headers {
    /** No headers. */
    public static final Headers NONE = new Headers(List.of());

    private final List<Field> fields;

    private Headers(List<Field> fields) {
        this.fields = List.copyOf(fields);
    }

    /**
     * One header line.
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

        private boolean isNamed(String other) {
            return name.length() == other.length() && name.equalsIgnoreCase(other);
        }

        private static boolean control(char character) {
            return (character < ' ' && character != '\t') || character == 0x7f;
        }
    }

    /** Returns headers with these lines. */
    public static Headers of(List<Field> fields) {
        return fields.isEmpty() ? NONE : new Headers(fields);
    }

    /** Returns headers with one line; chain {@link #with} for more. */
    public static Headers of(String name, String value) {
        return new Headers(List.of(new Field(name, value)));
    }

    /** Returns these headers and one more line, even if the name is already present. */
    public Headers with(String name, String value) {
        var more = new ArrayList<>(fields);
        more.add(new Field(name, value));
        return new Headers(more);
    }

    /** Returns these headers without those whose name, in lower case, matches. */
    public Headers without(Predicate<String> name) {
        return of(
                fields.stream()
                        .filter(it -> !name.test(it.name().toLowerCase(Locale.ROOT)))
                        .toList());
    }

    /** Returns the first value of a name. */
    public Optional<String> first(String name) {
        for (Field field : fields) {
            if (field.isNamed(name)) {
                return Optional.of(field.value());
            }
        }
        return Optional.empty();
    }

    /** Returns every value of a name, in order. */
    public List<String> all(String name) {
        var values = new ArrayList<String>(1);
        for (Field field : fields) {
            if (field.isNamed(name)) {
                values.add(field.value());
            }
        }
        return Collections.unmodifiableList(values);
    }

    /** Returns the names in lower case, each once, in order. */
    public SequencedSet<String> names() {
        var names = new LinkedHashSet<String>();
        fields.forEach(it -> names.add(it.name().toLowerCase(Locale.ROOT)));
        return names;
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
}
