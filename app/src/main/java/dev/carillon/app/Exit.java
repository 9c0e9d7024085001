package dev.carillon.app;

/** What the process ends with. */
final class Exit {
    /** It did what was asked. */
    static final int OK = 0;

    /** It was understood and did not succeed. */
    static final int FAILED = 1;

    /** It was not understood. */
    static final int USAGE = 2;

    private Exit() {}
}
