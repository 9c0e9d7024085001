package dev.carillon.admin;

import java.util.Optional;

/** Tells whether the server can do its work now. For any number of threads; answers at once. */
@FunctionalInterface
public interface Health {
    /** Why it cannot, for people; empty when all is well. */
    Optional<String> trouble();
}
