package dev.carillon.broker;

import java.util.List;

/** Thrown for a request without a valid signature. */
final class UnsignedException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<String> advice;

    private UnsignedException(List<String> advice) {
        super("no valid signature", null, false, false);
        this.advice = List.copyOf(advice);
    }

    /** Creates the exception for a signature that is missing, malformed or wrong. */
    static UnsignedException plain() {
        return new UnsignedException(List.of());
    }

    /** Creates the exception for a signature of a form that can be corrected. */
    static UnsignedException because(String what) {
        return new UnsignedException(List.of(what));
    }

    /** Returns what to do, in at most one sentence; it depends on no secret. */
    List<String> advice() {
        return advice;
    }
}
