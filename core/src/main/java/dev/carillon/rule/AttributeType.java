package dev.carillon.rule;

import dev.carillon.signature.B2Signature;
import dev.carillon.signature.StandardWebhooks;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The type of values that an attribute of a topic takes. Immutable. */
public sealed interface AttributeType {
    /** A boolean: {@code true}, {@code 1}, {@code yes}, {@code on}, or one of the opposites. */
    record Truth() implements AttributeType {}

    /** A text of any form. */
    record Text() implements AttributeType {}

    /**
     * The path of a file on the server's machine; the endpoint that opens it reports whether it can
     * be read.
     */
    record FilePath() implements AttributeType {}

    /**
     * A choice of several words.
     *
     * @param words the accepted words, in the order in which they are shown
     */
    record Choice(List<String> words) implements AttributeType {
        public Choice {
            words = List.copyOf(words);
        }
    }

    /**
     * A whole number.
     *
     * @param what the thing counted, in the plural, for messages
     */
    record WholeNumber(long least, long most, String what) implements AttributeType {
        private static final Pattern DIGITS = Pattern.compile("-?[0-9]{1,18}");

        private boolean holds(String value) {
            if (!DIGITS.matcher(value).matches()) {
                return false;
            }
            long number = Long.parseLong(value);
            return number >= least && number <= most;
        }
    }

    /** A URL; a password in it is a secret. */
    record Url() implements AttributeType {}

    /** Secrets of Standard Webhooks: one, or two with a blank between. */
    record WebhookSecret() implements AttributeType {
        private static boolean holds(String value) {
            try {
                return !StandardWebhooks.keys(value).isEmpty();
            } catch (IllegalArgumentException _) {
                return false;
            }
        }
    }

    /** A secret of B2's event notification rules. */
    record B2Secret() implements AttributeType {}

    /** Returns what to write instead of a value that is not of this type; empty if it is. */
    default Optional<String> objection(String value) {
        boolean good =
                switch (this) {
                    case Truth _ -> AttributeValues.isTruth(value);
                    case Text _ -> true;
                    case FilePath _ -> value.chars().noneMatch(Character::isISOControl);
                    case Choice(List<String> words) -> words.contains(value);
                    case WholeNumber number -> number.holds(value);
                    case Url _ -> AttributeValues.isAddress(value);
                    case WebhookSecret _ -> WebhookSecret.holds(value);
                    case B2Secret _ -> B2Signature.isSecret(value);
                };
        return good ? Optional.empty() : Optional.of(advice());
    }

    private String advice() {
        return switch (this) {
            case Truth _ -> "write true or false";
            case Text _ -> "write a text";
            case FilePath _ -> "write the path of a file on the server's machine";
            case Choice(List<String> words) -> "write one of " + String.join(", ", words);
            case WholeNumber(long least, long most, String what) ->
                    "write a whole number of %s from %d to %d".formatted(what, least, most);
            case Url _ -> "write " + AttributeValues.ADDRESS_FORM;
            case WebhookSecret _ -> "write " + StandardWebhooks.SECRET_FORM;
            case B2Secret _ -> "write " + B2Signature.SECRET_FORM;
        };
    }
}
