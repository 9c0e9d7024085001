package dev.carillon.script;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.delivery.RefusalReason.Scope;
import dev.carillon.delivery.RefusalReason.Stated;
import dev.carillon.endpoint.Printable;
import dev.carillon.rule.Units;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** Turns the end of a run into the result of an attempt. */
final class RunResult {
    private RunResult() {}

    /**
     * Returns the result.
     *
     * @param limit the time that the run had
     */
    static AttemptResult of(Ended ended, Duration limit) {
        return switch (ended.how()) {
            case Ended.How.Exited(int code) when code == 0 -> new Accepted(OptionalInt.empty());
            case Ended.How.Exited _, Ended.How.Signalled _ -> refused(words(ended.how()), ended);
            case Ended.How.TimedOut _ ->
                    refused("ended, because it took longer than " + Units.text(limit), ended);
            case Ended.How.Stopped _ ->
                    new Unreachable("the receiver stopped before the script had ended");
        };
    }

    /** Returns how a program ended, in words. */
    static String words(Ended.How how) {
        return switch (how) {
            case Ended.How.Exited(int code) -> "exit code " + code + remark(code);
            case Ended.How.Signalled(int signal) -> "ended by signal " + signal + name(signal);
            case Ended.How.TimedOut _ -> "ended, because it took too long";
            case Ended.How.Stopped _ -> "stopped";
        };
    }

    private static Refused refused(String words, Ended ended) {
        return new Refused(
                new Stated(words, Scope.DELIVERY), excerpt(ended.output()), Optional.empty());
    }

    /** Returns the end of the output, printable, at most as many bytes of UTF-8 as are kept. */
    private static String excerpt(byte[] output) {
        String text = Printable.lines(Printable.decoded(output)).strip();
        return Printable.lastBytes(text, OutputTail.BYTES);
    }

    private static String remark(int code) {
        return switch (code) {
            case 126 -> ": a command was not executable";
            case 127 -> ": a command was not found";
            default -> "";
        };
    }

    private static String name(int signal) {
        return switch (signal) {
            case 1 -> " (HUP)";
            case 2 -> " (INT)";
            case 6 -> " (ABRT)";
            case 7 -> " (BUS)";
            case 8 -> " (FPE)";
            case 9 -> " (KILL)";
            case 11 -> " (SEGV)";
            case 13 -> " (PIPE)";
            case 15 -> " (TERM)";
            case 24 -> " (XCPU)";
            case 25 -> " (XFSZ)";
            default -> "";
        };
    }
}
