package dev.carillon.deliver;

import java.util.function.Consumer;

/** The readings of parked deliveries for which a lane waits. This class is as pure as the lane. */
final class ParkedReads {
    private final Consumer<Action> asking;
    private final int page;
    private int underWay;

    /**
     * Starts with no reading in progress.
     *
     * @param page the number of deliveries read at a time
     */
    ParkedReads(Consumer<Action> asking, int page) {
        this.asking = asking;
        this.page = page;
    }

    /** Returns the number of readings in progress. */
    int underWay() {
        return underWay;
    }

    /** Requests the deliveries that a queue has on disk. */
    void begin(KeyQueue keyQueue) {
        underWay++;
        keyQueue.readingAll();
        asking.accept(new Action.ReadParked(keyQueue.key(), keyQueue.readFrom(), page));
    }

    /** Notes that a reading was answered. */
    void ended() {
        underWay--;
    }
}
