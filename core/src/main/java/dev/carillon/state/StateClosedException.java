package dev.carillon.state;

/** The store is closed: the process is stopping. */
public final class StateClosedException extends IllegalStateException {
    public StateClosedException() {
        super("the store is closed: the server is stopping");
    }
}
