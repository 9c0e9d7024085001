package dev.carillon.listen;

/**
 * The reason for which the program of a tunnel does not run.
 *
 * @param what what happened, without a full stop
 * @param advice what to do about it
 * @param again when to start it again
 */
record TunnelFailure(String what, String advice, Again again) {
    /** When a program is started again. */
    enum Again {
        /** After a pause that grows with each failure. */
        SOON,
        /** After half a minute at least, because more attempts make it worse. */
        LATER,
        /** Not at all: it would fail in the same way. */
        NEVER
    }
}
