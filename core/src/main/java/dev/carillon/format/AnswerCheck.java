package dev.carillon.format;

import java.util.Optional;

/** The check of an answer to a message that asks for more than a status of success. */
public interface AnswerCheck {
    /**
     * Returns what is wrong with the body of a successful answer, without repeating it; empty if
     * nothing is.
     *
     * @param answer the beginning of the body, which may be cut off
     */
    Optional<String> objection(String answer);

    /** Returns which answer is right, in words for the owner of the endpoint, without secrets. */
    String expected();
}
