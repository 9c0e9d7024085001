package dev.carillon.endpoint;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.AttemptResult.TimedOut;
import dev.carillon.delivery.AttemptResult.Unreachable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How one attempt went, step by step: for whoever asks why an endpoint does not get its events.
 * Holds no secrets; all texts are printable and one line each.
 *
 * @param steps in order, ending with the first that failed; for HTTP {@code dns}, {@code guard},
 *     {@code connect}, {@code tls}, {@code answer}
 * @param result what a delivery would have come to
 */
public record Diagnosis(List<Step> steps, AttemptResult result) {
    public Diagnosis {
        steps = List.copyOf(steps);
    }

    /**
     * One part of the attempt.
     *
     * @param name one lower-case word
     * @param took on its own
     * @param detail what was found, or what is wrong, at most 500 characters
     */
    public record Step(String name, boolean ok, Duration took, String detail) {
        private static final int MAX_DETAIL = 500;

        public Step {
            detail = Printable.cut(Printable.line(detail), MAX_DETAIL);
        }
    }

    /** An attempt that is seen as a whole only. */
    static Diagnosis of(AttemptResult result, Duration took) {
        return new Diagnosis(
                List.of(new Step("send", result.accepted(), took, result.summary())), result);
    }

    /** Whether the endpoint took the message. */
    public boolean ok() {
        return result.accepted();
    }

    /** The step that failed. */
    public Optional<Step> failed() {
        return steps.stream().filter(step -> !step.ok()).findFirst();
    }

    /** What to do now, in one sentence. */
    public String advice() {
        return switch (result) {
            case Accepted _ -> "The endpoint took the message: there is nothing to do.";
            case Refused(int status, _, _) -> refused(status);
            case Unreachable _ -> unreachable();
            case TimedOut _ -> timedOut();
        };
    }

    private String unreachable() {
        return switch (failed().map(Step::name).orElse("")) {
            case "dns" ->
                    "Correct the host name in the endpoint's URL, or let the server's machine"
                            + " resolve it.";
            case "guard" ->
                    "Use an address outside of the server's network, or start the server with"
                            + " --allow-targets as said above.";
            case "connect" ->
                    "Start the receiver, or correct host and port in the URL; if they are right,"
                            + " look for a firewall between.";
            case "tls" ->
                    "Correct what the tls line says: the receiver's certificate, http:// or"
                            + " https:// in the URL, or the topic's ca-location.";
            case "answer" ->
                    "Look into the receiver's log: it was reached, and gave no proper HTTP"
                            + " answer.";
            default -> "Correct what is said above, then test again.";
        };
    }

    private String timedOut() {
        return switch (failed().map(Step::name).orElse("")) {
            case "connect" ->
                    "Nothing answers there: correct host and port in the URL, or look for a"
                            + " firewall that drops packets.";
            case "tls" ->
                    "Ask whether the port speaks TLS: it took the connection and said nothing.";
            default -> "Let the receiver answer 2xx at once, and do its work afterwards.";
        };
    }

    private static String refused(int status) {
        if (status >= 300 && status <= 399) {
            return "Configure the URL that it points to, if that is yours: redirects are not"
                    + " followed.";
        }
        return switch (status) {
            case 401, 403, 407 ->
                    "Give the receiver the credentials it asks for: user:password@ in the URL.";
            case 404, 405, 410, 501 ->
                    "Correct the path in the URL: this one takes no POST of events.";
            case 413 -> "Let the receiver, or the proxy before it, take larger bodies.";
            case 429 -> "Let the receiver take more requests, or limit the topic's rate.";
            default -> "Look into the receiver's log for why it answered " + status + ".";
        };
    }
}
