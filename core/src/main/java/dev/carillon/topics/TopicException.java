package dev.carillon.topics;

/** Refuses a topic request with SNS's code, its HTTP status, and words that say what to do. */
final class TopicException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final String code;

    TopicException(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String text() {
        return String.valueOf(getMessage());
    }

    static TopicException invalid(String message) {
        return new TopicException(400, "InvalidArgument", message);
    }

    static TopicException notFound() {
        return new TopicException(404, "NotFound", "No such TopicArn");
    }
}
