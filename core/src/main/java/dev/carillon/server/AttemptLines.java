package dev.carillon.server;

/** Which attempts to deliver get a line in the log. */
public enum AttemptLines {
    /** Every attempt. */
    ALL,
    /** Those the endpoint did not accept. */
    FAILED,
    /** None. */
    NONE
}
