package dev.carillon.admin;

import java.util.Optional;
import java.util.function.Supplier;

/** Tells whether the server can do its work now. Thread-safe; answers at once. */
@FunctionalInterface
public interface Health {
    /** Why it cannot, for people; empty if all is well. */
    Optional<String> trouble();

    /**
     * Returns what it cannot hand out or deliver because the disk damaged it, for people; empty if
     * nothing is known to be. Everything else goes on, so this is no {@link #trouble}.
     */
    default Optional<String> damage() {
        return Optional.empty();
    }

    /** Joins two sources. */
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
