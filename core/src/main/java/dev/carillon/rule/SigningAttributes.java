package dev.carillon.rule;

import dev.carillon.rule.TopicAttribute.Secrecy;

import java.util.List;

/** The attributes of a topic whose values are secrets by which its messages are signed. */
public final class SigningAttributes {
    /** The secret of Standard Webhooks; two with a blank between while it is changed. */
    public static final TopicAttribute WEBHOOK_SECRET =
            secret("webhook-secret", new AttributeType.WebhookSecret());

    /** The secret of Backblaze B2's signature. */
    public static final TopicAttribute B2_SIGNING_SECRET =
            secret("b2-signing-secret", new AttributeType.B2Secret());

    /** Both of them. */
    public static final List<TopicAttribute> ALL = List.of(WEBHOOK_SECRET, B2_SIGNING_SECRET);

    private SigningAttributes() {}

    /** Returns whether an attribute is one of them. */
    static boolean has(String name) {
        return ALL.stream().anyMatch(one -> one.name().equals(name));
    }

    /** Returns the secrets in the value of a secret attribute: one, or each of two. */
    static List<String> secrets(TopicAttribute attribute, String value) {
        return attribute.equals(WEBHOOK_SECRET) ? List.of(value.split(" ", -1)) : List.of(value);
    }

    private static TopicAttribute secret(String name, AttributeType type) {
        return new TopicAttribute(name, type, "", Secrecy.SECRET);
    }
}
