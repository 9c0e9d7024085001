package dev.carillon.server;

/** The attempts to deliver that get a log line. */
public enum AttemptLines {
    /** Every attempt. */
    ALL,
    /** The attempts that the endpoint did not accept. */
    FAILED,
    /** No attempt. */
    NONE
}
