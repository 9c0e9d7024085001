package dev.carillon.rule;

import java.util.Map;

/**
 * An attribute that a topic may have, described by the code that gives it an effect. Immutable.
 *
 * @param name as users write it, at most 100 characters
 * @param type the type of its values
 * @param byDefault the value of a topic that does not set it; empty if there is none
 * @param secrecy who may see its value
 */
public record TopicAttribute(String name, AttributeType type, String byDefault, Secrecy secrecy) {
    /** The users who may see the value of an attribute. */
    public enum Secrecy {
        /** Users who may read the topic. */
        OPEN,
        /** Users who may read the topic, over TLS only, because the value belongs to a secret. */
        CONFIDENTIAL,
        /** No user: the value is sent to the server over TLS only, and masked when it is read. */
        SECRET
    }

    /** Creates a boolean that everybody may see. */
    public static TopicAttribute truth(String name, boolean byDefault) {
        return open(name, new AttributeType.Truth(), Boolean.toString(byDefault));
    }

    /** Creates a text that everybody may see, empty by default. */
    public static TopicAttribute text(String name) {
        return open(name, new AttributeType.Text(), "");
    }

    /** Creates a file's path that everybody may see, empty by default. */
    public static TopicAttribute file(String name) {
        return open(name, new AttributeType.FilePath(), "");
    }

    /** Creates an attribute that everybody may see. */
    public static TopicAttribute open(String name, AttributeType type, String byDefault) {
        return new TopicAttribute(name, type, byDefault, Secrecy.OPEN);
    }

    /** Creates a text that is shown over TLS only. */
    public static TopicAttribute confidential(String name) {
        return new TopicAttribute(name, new AttributeType.Text(), "", Secrecy.CONFIDENTIAL);
    }

    /** Creates a text that is never shown. */
    public static TopicAttribute secret(String name) {
        return new TopicAttribute(name, new AttributeType.Text(), "", Secrecy.SECRET);
    }

    /** Returns the value among a target's options, or the default. */
    public String in(Map<String, String> options) {
        String value = options.getOrDefault(name, "");
        return value.isEmpty() ? byDefault : value;
    }

    /**
     * Returns whether a boolean is true among a target's options.
     *
     * @throws RefusedException if the value there is no boolean
     */
    public boolean isTrue(Map<String, String> options) {
        return AttributeValues.truth(name, in(options));
    }

    /**
     * Checks that a value is of this attribute's type.
     *
     * @throws RefusedException if it is not; the message names the attribute and what to write,
     *     without the value
     */
    void check(String value) {
        type.objection(value)
                .ifPresent(advice -> {
                    throw new RefusedException("Invalid value for " + name + ": " + advice);
                });
    }

    /**
     * Returns whether this and another attribute of the same name have the same meaning for users.
     */
    boolean agreesWith(TopicAttribute other) {
        return type.equals(other.type) && secrecy == other.secrecy;
    }
}
