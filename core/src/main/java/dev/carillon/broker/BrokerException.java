package dev.carillon.broker;

import dev.carillon.http.Answer;

/** Thrown if a request is refused, with the answer that says so; nothing was changed. */
final class BrokerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Answer answer;

    private BrokerException(String message, Answer answer) {
        super(message, null, false, false);
        this.answer = answer;
    }

    /** Creates the refusal of an invalid request. */
    static BrokerException invalid(String message) {
        return new BrokerException(message, Answers.text(400, message));
    }

    /** Creates the refusal of a body that is not JSON. */
    static BrokerException notJson() {
        return new BrokerException("the body is not JSON", Answers.empty(400));
    }

    /** Creates the answer for something that does not exist. */
    static BrokerException notFound(String what) {
        String message = "NotFoundError: " + what;
        return new BrokerException(message, Answers.text(404, message));
    }

    /** Creates the refusal of a method. */
    static BrokerException methodNotAllowed(String method, String url, String allowed) {
        String message = "MethodNotAllowedError: %s not allowed for %s".formatted(method, url);
        return new BrokerException(message, Answers.text(405, message).with("Allow", allowed));
    }

    /** Creates the refusal of new data while the disk is nearly full. */
    static BrokerException noRoom() {
        String message =
                "The server's disk has no room for new data. Tell the operator: /healthz says how"
                        + " much is missing. Then try again.";
        return new BrokerException(message, Answers.again(Answers.text(503, message)));
    }

    /** Creates the refusal of a request that contradicts what is stored. */
    static BrokerException conflict(String message) {
        return new BrokerException(message, Answers.text(409, message));
    }

    /** Returns the answer to the request. */
    Answer answer() {
        return answer;
    }
}
