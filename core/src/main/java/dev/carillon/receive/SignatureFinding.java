package dev.carillon.receive;

import java.util.List;

/** What the check of a message's signatures found. */
sealed interface SignatureFinding {
    /** Returns the result for people, in one line. */
    String text();

    /**
     * A given secret signed the message, and not too long ago.
     *
     * @param scheme the name of the scheme, such as {@code B2 (v1)}
     * @param secret the name of the secret
     */
    record Valid(String scheme, String secret) implements SignatureFinding {
        @Override
        public String text() {
            return "valid: " + scheme + ", " + secret;
        }
    }

    /**
     * The message carries signatures, and none of them is valid.
     *
     * @param reasons one for each signature
     */
    record Invalid(List<String> reasons) implements SignatureFinding {
        public Invalid {
            reasons = List.copyOf(reasons);
        }

        @Override
        public String text() {
            return "NOT valid: " + String.join("; ", reasons);
        }
    }

    /** The message carries no signature. */
    record Missing() implements SignatureFinding {
        @Override
        public String text() {
            return "missing: the message has neither X-Bz-Event-Notification-Signature nor"
                    + " webhook-signature; give the sender a signing secret";
        }
    }
}
