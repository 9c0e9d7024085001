package dev.carillon.tailclient;

/** Thrown if the server refuses the stream for good; the message says why and what to do. */
public final class TailRefusedException extends Exception {
    private static final long serialVersionUID = 1;

    TailRefusedException(String message) {
        super(message);
    }
}
