package dev.carillon.receive;

import dev.carillon.signature.Secret;

import java.util.Optional;
import java.util.function.Predicate;

/** A signature as a message presents it, before any secret is tried. */
sealed interface SignatureClaim {
    /** Returns the name of the scheme, such as {@code B2 (v1)}. */
    String scheme();

    /**
     * A signature that can be compared.
     *
     * @param fits whether a secret makes this signature
     * @param untimely why the signed time is not acceptable, if it is not
     */
    record Testable(String scheme, Predicate<Secret> fits, Optional<String> untimely)
            implements SignatureClaim {}

    /**
     * A signature that no secret could fit.
     *
     * @param flaw what is wrong, and how it should be
     */
    record Flawed(String scheme, String flaw) implements SignatureClaim {}
}
