package dev.carillon.endpoint;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.AttemptResult.TimedOut;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.delivery.RefusalReason.HttpStatus;
import dev.carillon.delivery.RefusalReason.Scope;
import dev.carillon.delivery.RefusalReason.Stated;
import dev.carillon.format.AnswerCheck;
import dev.carillon.rule.EndpointKind.DiagnosisStep;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The course of one attempt, step by step, to find out why an endpoint does not get its events.
 * Holds no secrets; every text but {@code answer} is printable and one line.
 *
 * @param steps in order, ending with the first that failed
 * @param result the result that a delivery would have had
 * @param known the steps that the endpoint's kind describes, with what to do if they fail
 * @param answer the beginning of the answer's body, at most 4 KiB; empty if there was none
 */
public record Diagnosis(
        List<Step> steps, AttemptResult result, List<DiagnosisStep> known, String answer) {
    /** The name of the step in which the answer of an endpoint is checked. */
    private static final String CONFIRM = "confirm";

    public Diagnosis {
        steps = List.copyOf(steps);
        known = List.copyOf(known);
    }

    /** Creates the diagnosis of an endpoint whose answers have no body. */
    public Diagnosis(List<Step> steps, AttemptResult result, List<DiagnosisStep> known) {
        this(steps, result, known, "");
    }

    /**
     * A step of the attempt.
     *
     * @param name one lower-case word
     * @param took the time of this step alone
     * @param detail the finding or the error, at most 500 characters
     */
    public record Step(String name, boolean ok, Duration took, String detail) {
        private static final int MAX_DETAIL = 500;

        public Step {
            detail = Printable.cut(Printable.line(detail), MAX_DETAIL);
        }
    }

    /** Returns a diagnosis with one step, of an attempt whose steps cannot be observed. */
    static Diagnosis of(AttemptResult result, Duration took) {
        var whole = new Step("send", result.accepted(), took, result.summary());
        return new Diagnosis(List.of(whole), result, List.of());
    }

    /**
     * Returns this diagnosis with the check of its answer as its last step; unchanged if the
     * endpoint did not accept the message.
     */
    public Diagnosis confirmed(AnswerCheck check) {
        if (!ok()) {
            return this;
        }
        Optional<String> objection = check.objection(answer);
        String detail =
                objection
                        .map(wrong -> wrong + "; expected: " + check.expected())
                        .orElse("the endpoint confirmed the subscription");
        var all = new ArrayList<>(steps);
        all.add(new Step(CONFIRM, objection.isEmpty(), Duration.ZERO, detail));
        AttemptResult checked =
                objection
                        .<AttemptResult>map(wrong -> Refused.stated(wrong, Scope.ENDPOINT))
                        .orElse(result);
        return new Diagnosis(all, checked, known, answer);
    }

    /** Returns whether the endpoint accepted the message. */
    public boolean ok() {
        return result.accepted();
    }

    /** Returns the step that failed. */
    public Optional<Step> failed() {
        return steps.stream().filter(step -> !step.ok()).findFirst();
    }

    /** Returns the step that shows status and body of the answer, if there was an answer. */
    public Optional<Step> answerStep() {
        boolean answered =
                switch (result) {
                    case Accepted _, Refused _ -> true;
                    case Unreachable _, TimedOut _ -> false;
                };
        return steps.stream()
                .filter(step -> answered && step.name().equals(HttpKind.ANSWER))
                .findFirst();
    }

    /** Returns what to do now, in one sentence. */
    public String advice() {
        return switch (result) {
            case Accepted _ -> accepted();
            case Refused(HttpStatus(int code), _, _) -> refused(code);
            case Refused(Stated _, _, _) ->
                    "Correct at the endpoint what it says above, then test again.";
            case Unreachable _ ->
                    described()
                            .map(DiagnosisStep::ifFailed)
                            .orElse("Correct what is said above, then test again.");
            case TimedOut _ ->
                    described()
                            .map(DiagnosisStep::ifSilent)
                            .orElse("Let the receiver answer at once, and do its work afterwards.");
        };
    }

    private String accepted() {
        return subscribed()
                ? "The endpoint confirmed the subscription. The test sends no event: upload an"
                        + " object that the rule asks for to send one."
                : "The endpoint accepted the message: there is nothing to do.";
    }

    /** Returns whether the answer was checked; some kinds have a step of that name themselves. */
    private boolean subscribed() {
        return steps.stream().anyMatch(step -> step.name().equals(CONFIRM))
                && known.stream().noneMatch(step -> step.name().equals(CONFIRM));
    }

    private Optional<DiagnosisStep> described() {
        String name = failed().map(Step::name).orElse("");
        return known.stream().filter(step -> step.name().equals(name)).findFirst();
    }

    private static String refused(int status) {
        if (status >= 300 && status <= 399) {
            return "Configure the URL that it points to, if that is yours: redirects are not"
                    + " followed.";
        }
        return switch (status) {
            case 401, 403, 407 ->
                    "Give the receiver the credentials it asks for: user:password@ in the URL, or"
                            + " the topic's user-name and password, authorization or"
                            + " oauth-token-url.";
            case 404, 405, 410, 501 ->
                    "Correct the path in the URL: this one takes no POST of events.";
            case 413 -> "Let the receiver, or the proxy before it, take larger bodies.";
            case 429 -> "Let the receiver take more requests, or limit the topic's rate.";
            default -> "Look into the receiver's log for why it answered " + status + ".";
        };
    }
}
