package dev.carillon.b2;

/** Thrown to refuse a request, with the status and code of B2. Nothing was changed. */
final class B2Exception extends RuntimeException {
    private final int status;
    private final String code;

    /**
     * Creates a refusal.
     *
     * @param code the kind, for programs
     * @param message what to do, for people
     */
    B2Exception(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    /** Returns the refusal of an invalid request. */
    static B2Exception bad(String message) {
        return new B2Exception(400, "bad_request", message);
    }

    /** Returns the refusal of a request for something that does not exist. */
    static B2Exception notFound(String message) {
        return new B2Exception(404, "not_found", message);
    }

    /**
     * Returns the refusal of a request for which the valid token has no right. SDKs append {@code
     * for application key with capabilities …} to the message, so it ends with a word that this
     * continues.
     */
    static B2Exception unauthorized(String why) {
        return badKey(why + ": this is unauthorized");
    }

    /** Returns the refusal of a missing or invalid key. */
    static B2Exception badKey(String message) {
        return new B2Exception(401, "unauthorized", message);
    }

    /** Returns the refusal of an invalid token or key. */
    static B2Exception badToken(String message) {
        return new B2Exception(401, "bad_auth_token", message);
    }

    /** Returns the refusal of a change after a conflict with another one. */
    static B2Exception conflict(String message) {
        return new B2Exception(409, "conflict", message);
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String message() {
        return String.valueOf(getMessage());
    }
}
