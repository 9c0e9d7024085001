package dev.carillon.background;

import java.time.Duration;

/** Work that is repeated for as long as the process lives. */
@FunctionalInterface
public interface BackgroundJob {
    /**
     * Does one step of the work, well below a second, because other jobs wait meanwhile. After an
     * exception the next step is done a minute later.
     *
     * @return the pause before the next step; may be zero
     */
    Duration step();
}
