package dev.carillon.simulation;

import java.util.function.Supplier;

/** Says that a promise is broken; cheap while none is. */
final class Demands {
    private Demands() {}

    static void demand(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise.get());
        }
    }
}
