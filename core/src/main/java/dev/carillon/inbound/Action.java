package dev.carillon.inbound;

import dev.carillon.event.Change;

import java.util.Optional;

/** The work that an event of an object asks for. */
public enum Action {
    /** The object was created or replaced. */
    COPY("copy"),
    /** The object was removed. */
    DELETE("delete");

    private final String text;

    Action(String text) {
        this.text = text;
    }

    /**
     * Returns the action that a received event asks for, as {@link RecordFacts#action} does without
     * reading it again; empty if it asks for none.
     */
    public static Optional<Action> of(Change received) {
        return EventNames.actionOf(received.type());
    }

    /** Returns the word for it, in lower case. */
    public String text() {
        return text;
    }
}
