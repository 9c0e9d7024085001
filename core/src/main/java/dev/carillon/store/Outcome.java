package dev.carillon.store;

import java.util.function.Function;

/**
 * How an operation ended: done, or refused with nothing changed.
 *
 * @param <T> what a done operation gives
 */
public sealed interface Outcome<T> {
    /** It happened, and is durable. */
    record Done<T>(T value) implements Outcome<T> {}

    /** It did not happen. */
    record Refused<T>(Refusal why) implements Outcome<T> {}

    /** Wraps what a done operation gives. */
    static <T> Outcome<T> done(T value) {
        return new Done<>(value);
    }

    /** Says why nothing happened. */
    static <T> Outcome<T> refused(Refusal why) {
        return new Refused<>(why);
    }

    /** Goes on with the value of a done operation; a refusal stays what it is. */
    default <R> Outcome<R> then(Function<T, Outcome<R>> next) {
        return switch (this) {
            case Done<T>(T value) -> next.apply(value);
            case Refused<T>(Refusal why) -> refused(why);
        };
    }

    /** Turns the value of a done operation into another. */
    default <R> Outcome<R> map(Function<T, R> change) {
        return then(value -> done(change.apply(value)));
    }
}
