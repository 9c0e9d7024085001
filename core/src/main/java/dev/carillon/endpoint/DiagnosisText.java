package dev.carillon.endpoint;

import dev.carillon.endpoint.Diagnosis.Step;

import java.util.function.Function;

/**
 * Writes a diagnosis for a terminal: a line for each step, in columns, and a line that says what to
 * do.
 */
public final class DiagnosisText {
    private DiagnosisText() {}

    /** Returns the lines, each ended by a line feed. */
    public static String of(Diagnosis diagnosis) {
        int name = widest(diagnosis, Step::name);
        int took = widest(diagnosis, DiagnosisText::took);
        var text = new StringBuilder();
        for (Step step : diagnosis.steps()) {
            text.append(left(step.name(), name))
                    .append(left(step.ok() ? "ok" : "FAILED", "FAILED".length()))
                    .append(" ".repeat(took - took(step).length()))
                    .append(took(step))
                    .append("  ")
                    .append(step.detail())
                    .append('\n');
        }
        return text.append(diagnosis.advice()).append('\n').toString();
    }

    private static int widest(Diagnosis diagnosis, Function<Step, String> column) {
        return diagnosis.steps().stream().map(column).mapToInt(String::length).max().orElse(0);
    }

    private static String left(String text, int width) {
        return text + " ".repeat(width - text.length() + 2);
    }

    private static String took(Step step) {
        return step.took().toMillis() + " ms";
    }
}
