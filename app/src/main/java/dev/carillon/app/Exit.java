package dev.carillon.app;

/** The exit codes of the process. */
final class Exit {
    /** The command succeeded. */
    static final int OK = 0;

    /** The command was valid and did not succeed. */
    static final int FAILED = 1;

    /** The command was not valid. */
    static final int USAGE = 2;

    private Exit() {}
}
