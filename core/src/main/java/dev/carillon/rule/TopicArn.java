package dev.carillon.rule;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a topic that is the same everywhere: {@code arn:aws:sns:region:account:topic}. Ours
 * have no account; the region is told and, as in Ceph, not compared.
 */
public record TopicArn(String region, String account, String topic) {
    private static final Pattern FORM =
            Pattern.compile("arn:aws:sns:([^:]*):([^:]*):(" + TopicName.FORM + ")");

    /** The ARN of one of our topics. */
    public static TopicArn of(String region, String topic) {
        return new TopicArn(region, "", topic);
    }

    /** Reads an ARN; empty when it is none, or not that of a topic. */
    public static Optional<TopicArn> parse(String text) {
        Matcher arn = FORM.matcher(text);
        return arn.matches()
                ? Optional.of(new TopicArn(arn.group(1), arn.group(2), arn.group(3)))
                : Optional.empty();
    }

    /** Whether it may name a topic of this server: none of ours belongs to an account. */
    public boolean ours() {
        return account.isEmpty();
    }

    @Override
    public String toString() {
        return "arn:aws:sns:" + region + ":" + account + ":" + topic;
    }
}
