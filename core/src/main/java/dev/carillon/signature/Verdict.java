package dev.carillon.signature;

/** The result of checking a request's signature. */
public sealed interface Verdict {
    /**
     * The request was signed with this key.
     *
     * @param payload how to read and check its body
     */
    record Verified(AccessKey key, Payload payload) implements Verdict {}

    /**
     * The request has no signature.
     *
     * @param payload how to read its body
     */
    record Anonymous(Payload payload) implements Verdict {}

    /** The signature is wrong, expired, incomplete or of an unknown kind. */
    record Refused(Refusal refusal) implements Verdict {}
}
