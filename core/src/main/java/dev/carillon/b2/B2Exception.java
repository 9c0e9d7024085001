package dev.carillon.b2;

/** Why a request is turned away, the way B2 says it. Nothing was changed. */
final class B2Exception extends RuntimeException {
    private final int status;
    private final String code;

    /**
     * Says why not.
     *
     * @param code the kind, for programs
     * @param message what to do, for people
     */
    B2Exception(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    /** The request is not as it must be. */
    static B2Exception bad(String message) {
        return new B2Exception(400, "bad_request", message);
    }

    /** There is no such thing. */
    static B2Exception notFound(String message) {
        return new B2Exception(404, "not_found", message);
    }

    /**
     * The token is good, but not for this. SDKs append {@code for application key with capabilities
     * …} to the message, so it ends with a word that this goes on from.
     */
    static B2Exception unauthorized(String why) {
        return badKey(why + ": this is unauthorized");
    }

    /** The key is not good, or there is none. */
    static B2Exception badKey(String message) {
        return new B2Exception(401, "unauthorized", message);
    }

    /** The token, or the key, is not good. */
    static B2Exception badToken(String message) {
        return new B2Exception(401, "bad_auth_token", message);
    }

    /** Somebody else was faster. */
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
