package dev.carillon.receive;

/** Thrown if a message is not taken; nothing of it is stored. */
final class RefusedMessageException extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String text;

    /**
     * Creates the refusal.
     *
     * @param status of the answer, 400 to 599
     * @param text what is wrong and what to do, in whole sentences
     */
    RefusedMessageException(int status, String text) {
        super(text);
        this.status = status;
        this.text = text;
    }

    /** Returns the status of the answer. */
    int status() {
        return status;
    }

    /** Returns what is wrong and what to do. */
    String text() {
        return text;
    }
}
