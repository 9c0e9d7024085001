package dev.carillon.listen;

/** What brings events to a listener. The code that started it closes it. */
public interface WayIn extends AutoCloseable {
    /** Starts; events may arrive from now on. Call it once. */
    void start();

    /**
     * Ends it and undoes what it changed.
     *
     * @throws ListenException if that cannot be undone now; the message says what to do
     */
    @Override
    void close();
}
