package dev.carillon.journal;

import java.util.List;

/**
 * Some events of the log in the order of their stamps, and the floor of the log at the moment in
 * which they were read.
 *
 * @param events the oldest first
 * @param floor events with smaller stamps may have left the log
 */
public record LogPage(List<KeptEvent> events, long floor) {
    public LogPage {
        events = List.copyOf(events);
    }

    /**
     * Returns whether events behind a stamp may have left the log, so that these may not be all.
     */
    public boolean cutBehind(long stamp) {
        return floor > stamp + 1;
    }
}
