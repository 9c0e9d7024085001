package dev.carillon.deliver;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/** Makes the product's steady clock of a wall clock and a counter that are moved. */
public final class SteadyClocks {
    private SteadyClocks() {}

    /**
     * A clock that begins at the time of the wall clock now.
     *
     * @param nanos never goes back, whatever becomes of the wall clock
     */
    public static InstantSource over(InstantSource wall, LongSupplier nanos) {
        return new SteadyClock(wall, nanos);
    }
}
