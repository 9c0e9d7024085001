package dev.carillon.deliver;

import java.util.function.Consumer;

/** The readings of parked deliveries that a lane waits for. As pure as the lane. */
final class ParkedReads {
    private final Consumer<Action> asking;
    private final int page;
    private int underWay;

    /**
     * None is under way.
     *
     * @param page how many deliveries are read at a time
     */
    ParkedReads(Consumer<Action> asking, int page) {
        this.asking = asking;
        this.page = page;
    }

    /** How many are under way. */
    int underWay() {
        return underWay;
    }

    /** Asks for what a track has on disk. */
    void begin(KeyQueue keyQueue) {
        underWay++;
        keyQueue.readingAll();
        asking.accept(new Action.ReadParked(keyQueue.key(), keyQueue.readFrom(), page));
    }

    /** One was answered. */
    void ended() {
        underWay--;
    }
}
