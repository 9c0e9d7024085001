package dev.carillon.background;

import java.time.Duration;

/** Work that is repeated for as long as the process lives. */
@FunctionalInterface
public interface BackgroundJob {
    /**
     * Does a piece of the work that takes well under a second, as other jobs wait meanwhile. A
     * failure rises, and the next step is made a minute later.
     *
     * @return the pause before the next step; may be zero
     */
    Duration step();
}
