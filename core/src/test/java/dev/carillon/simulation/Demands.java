package dev.carillon.simulation;

import java.util.function.Supplier;

/** Checks promises. The text is built only if one is broken. */
final class Demands {
    private Demands() {}

    static void demand(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise.get());
        }
    }
}
