package dev.carillon.deliver;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/** Creates the product's steady clock over a settable wall clock and counter. */
public final class SteadyClocks {
    private SteadyClocks() {}

    /**
     * Creates a clock that begins at the present time of the wall clock.
     *
     * @param nanos never goes back, whatever happens to the wall clock
     */
    public static InstantSource over(InstantSource wall, LongSupplier nanos) {
        return new SteadyClock(wall, nanos);
    }
}
