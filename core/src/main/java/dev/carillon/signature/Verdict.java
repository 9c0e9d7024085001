package dev.carillon.signature;

/** What came of checking a request's signature. */
public sealed interface Verdict {
    /**
     * The request was signed with this key.
     *
     * @param payload how its body is to be read and checked
     */
    record Verified(AccessKey key, Payload payload) implements Verdict {}

    /**
     * The request carries no signature at all.
     *
     * @param payload how its body is to be read
     */
    record Anonymous(Payload payload) implements Verdict {}

    /** The signature is wrong, expired, incomplete or of an unknown kind. */
    record Refused(Refusal refusal) implements Verdict {}
}
