package dev.carillon.admin;

import java.util.Optional;
import java.util.function.Supplier;

/** Reports whether the server can do its work now. Thread-safe; answers immediately. */
@FunctionalInterface
public interface Health {
    /** Returns why it cannot, for people; empty if it can. */
    Optional<String> trouble();

    /**
     * Returns what cannot be served or delivered because the disk damaged it, for people; empty if
     * no damage is known. Everything else works, so this is no {@link #trouble}.
     */
    default Optional<String> damage() {
        return Optional.empty();
    }

    /** Joins two sources into one. */
    static Health of(Supplier<Optional<String>> trouble, Supplier<Optional<String>> damage) {
        return new Health() {
            @Override
            public Optional<String> trouble() {
                return trouble.get();
            }

            @Override
            public Optional<String> damage() {
                return damage.get();
            }
        };
    }
}
