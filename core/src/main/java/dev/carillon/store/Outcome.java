package dev.carillon.store;

import java.util.function.Function;

/**
 * The result of an operation: done, or refused with nothing changed.
 *
 * @param <T> the value of a done operation
 */
public sealed interface Outcome<T> {
    /** A result that is durable. */
    record Done<T>(T value) implements Outcome<T> {}

    /** A refusal; nothing was changed. */
    record Refused<T>(Refusal why) implements Outcome<T> {}

    /** Creates the result of an operation that was done. */
    static <T> Outcome<T> done(T value) {
        return new Done<>(value);
    }

    /** Creates the result of an operation that was refused. */
    static <T> Outcome<T> refused(Refusal why) {
        return new Refused<>(why);
    }

    /** Continues with the value of a done operation; a refusal is returned unchanged. */
    default <R> Outcome<R> then(Function<T, Outcome<R>> next) {
        return switch (this) {
            case Done<T>(T value) -> next.apply(value);
            case Refused<T>(Refusal why) -> refused(why);
        };
    }

    /** Maps the value of a done operation. */
    default <R> Outcome<R> map(Function<T, R> change) {
        return then(value -> done(change.apply(value)));
    }
}
