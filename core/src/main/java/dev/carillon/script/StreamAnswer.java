package dev.carillon.script;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.RefusalReason.Scope;
import dev.carillon.delivery.RefusalReason.Stated;
import dev.carillon.endpoint.Printable;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * An answer of a long-lived worker: {@code ok ID} or {@code fail ID reason}.
 *
 * @param id of the event
 * @param result of its attempt
 */
record StreamAnswer(String id, AttemptResult result) {
    private static final String OK = "ok ";
    private static final String FAIL = "fail ";

    /** Reads a line, with or without blanks after it; empty if it is neither. */
    static Optional<StreamAnswer> read(String line) {
        String text = line.stripTrailing();
        if (text.startsWith(OK)) {
            return answer(text.substring(OK.length()), new Accepted(OptionalInt.empty()));
        }
        if (!text.startsWith(FAIL)) {
            return Optional.empty();
        }
        String[] parts = text.substring(FAIL.length()).split(" ", 2);
        return answer(parts[0], failed(parts.length > 1 ? Printable.line(parts[1]) : ""));
    }

    private static Optional<StreamAnswer> answer(String id, AttemptResult result) {
        return id.isEmpty() || id.contains(" ")
                ? Optional.empty()
                : Optional.of(new StreamAnswer(id, result));
    }

    private static Refused failed(String reason) {
        String words = reason.isEmpty() ? "the worker gave no reason" : reason;
        return new Refused(
                new Stated("failed: " + words, Scope.DELIVERY),
                Printable.cutToBytes(reason, OutputTail.BYTES),
                Optional.empty());
    }
}
