package dev.carillon.b2client;

import java.util.Optional;

/** Thrown if a B2 service did not do what was requested; the message says why and what to do. */
public final class B2ClientException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String words;

    private B2ClientException(
            String code, String words, String message, Optional<Throwable> cause) {
        super(message, cause.orElse(null));
        this.code = code;
        this.words = words;
    }

    /** Creates an exception for a call that was not sent or not answered. */
    public static B2ClientException of(String message) {
        return new B2ClientException("", message, message, Optional.empty());
    }

    static B2ClientException of(String message, Throwable cause) {
        return new B2ClientException("", message, message, Optional.of(cause));
    }

    /** Creates an exception for a refusal in the words of the service. */
    public static B2ClientException refused(String code, String message) {
        String all = message + " (" + code + ")";
        return new B2ClientException(code, message, all, Optional.empty());
    }

    /**
     * Returns the service's own code for its refusal, such as {@code conflict}; empty if it has
     * none.
     */
    public String code() {
        return code;
    }

    /** Returns the message without the code: the service's own words, if it refused. */
    public String words() {
        return words;
    }
}
