package dev.carillon.rule;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The globally unique name of a topic: {@code arn:aws:sns:region:account:topic}. The region is
 * shown and, as in Ceph, not compared.
 */
public record TopicArn(String region, TopicRef topic) {
    private static final Pattern FORM =
            Pattern.compile("arn:aws:sns:([^:]*):([^:]*):(" + TopicName.FORM + ")");

    /** Reads an ARN; empty if the text is not the ARN of a topic. */
    public static Optional<TopicArn> parse(String text) {
        Matcher arn = FORM.matcher(text);
        return arn.matches()
                ? Optional.of(new TopicArn(arn.group(1), new TopicRef(arn.group(2), arn.group(3))))
                : Optional.empty();
    }

    /**
     * Returns whether it may name a topic of this server, none of whose topics belongs to an
     * account.
     */
    public boolean ours() {
        return topic.account().isEmpty();
    }

    @Override
    public String toString() {
        return "arn:aws:sns:" + region + ":" + topic.account() + ":" + topic.name();
    }
}
