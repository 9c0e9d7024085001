package dev.carillon.state;

/** Thrown if the store is closed because the process is stopping. */
public final class StateClosedException extends IllegalStateException {
    public StateClosedException() {
        super("the store is closed: the server is stopping");
    }
}
