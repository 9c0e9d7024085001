package dev.carillon.rule;

import com.google.re2j.Pattern;

import dev.carillon.event.ObjectFacts;

import java.util.List;
import java.util.Objects;

/**
 * The condition by which a rule selects objects: all of its parts must hold.
 *
 * @param conditions in the order in which they are printed; none = every object
 */
public record Filter(List<Condition> conditions) {
    private static final Filter ALL = new Filter(List.of());

    public Filter {
        conditions = List.copyOf(conditions);
    }

    /** Returns the filter that accepts every object. */
    public static Filter all() {
        return ALL;
    }

    /** Returns whether every condition holds for the object. */
    public boolean accepts(ObjectFacts object) {
        for (Condition condition : conditions) {
            if (condition.holds(object) == condition.out()) {
                return false;
            }
        }
        return true;
    }

    /** A condition on an object. {@code out} negates it. */
    public sealed interface Condition {
        /** Returns whether the condition must not hold. */
        boolean out();

        /** Returns whether the condition holds for the object, before {@link #out()} is applied. */
        boolean holds(ObjectFacts object);
    }

    /** The key begins with the text. */
    public record Prefix(String value, boolean out) implements Condition {
        @Override
        public boolean holds(ObjectFacts object) {
            return object.key().startsWith(value);
        }
    }

    /** The key ends with the text. */
    public record Suffix(String value, boolean out) implements Condition {
        @Override
        public boolean holds(ObjectFacts object) {
            return object.key().endsWith(value);
        }
    }

    /** The whole key matches a regular expression of linear time (RE2). */
    public record Regex(Pattern pattern, boolean out) implements Condition {
        /**
         * Reads the expression.
         *
         * @throws com.google.re2j.PatternSyntaxException if it is malformed
         */
        public static Regex of(String text, boolean out) {
            return new Regex(Pattern.compile(text, Pattern.DOTALL), out);
        }

        @Override
        public boolean holds(ObjectFacts object) {
            return pattern.matches(object.key());
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Regex regex
                    && out == regex.out
                    && pattern.pattern().equals(regex.pattern.pattern());
        }

        @Override
        public int hashCode() {
            return Objects.hash(pattern.pattern(), out);
        }
    }

    /** The user metadata of this name (lower case, no dialect's prefix) has this value. */
    public record Metadata(String name, String value, boolean out) implements Condition {
        @Override
        public boolean holds(ObjectFacts object) {
            return value.equals(object.metadata().get(name));
        }
    }

    /** A tag with this key has this value. */
    public record TagValue(String key, String value, boolean out) implements Condition {
        @Override
        public boolean holds(ObjectFacts object) {
            return object.tags().stream()
                    .anyMatch(tag -> tag.key().equals(key) && tag.value().equals(value));
        }
    }
}
