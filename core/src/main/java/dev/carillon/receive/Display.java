package dev.carillon.receive;

import java.util.List;

/** A way to show what arrived, as lines that are safe for a terminal. Thread-safe. */
@FunctionalInterface
interface Display {
    /** Returns the lines of a request, at least one. */
    List<String> lines(Arrival arrival);

    /** Returns the display of a style. */
    static Display of(Receiver.Style style) {
        return switch (style) {
            case EVENTS -> new EventDisplay();
            case BODIES -> new BodyDisplay();
            case REQUESTS -> new RequestDisplay();
            case REQUEST_OBJECTS -> new RequestObjectDisplay();
        };
    }
}
