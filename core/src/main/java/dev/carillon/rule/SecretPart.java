package dev.carillon.rule;

/**
 * A secret of a topic, with its place in the topic.
 *
 * @param kind the kind of place
 * @param name which of the places of its kind: the name of an attribute, the number of a header
 *     from 0; empty if there is one place only
 * @param value the secret
 */
public record SecretPart(Kind kind, String name, String value) {
    /** The kinds of places. */
    public enum Kind {
        /** The address of the target, with a password in it. */
        ADDRESS,
        /** An option of the target. */
        OPTION,
        /** The value of a header of the target. */
        HEADER,
        /** The secret by which messages are signed. */
        SIGNING_SECRET,
        /** An attribute. */
        ATTRIBUTE
    }

    /** Returns the place only. */
    @Override
    public String toString() {
        return kind + " " + name;
    }
}
