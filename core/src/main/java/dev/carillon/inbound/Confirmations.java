package dev.carillon.inbound;

import dev.carillon.inbound.ReceivedMessage.Confirmation;
import dev.carillon.signature.McsSignature;
import dev.carillon.signature.QueryPart;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides which subscriptions are confirmed: those of topics that are named beforehand, letter by
 * letter. Nothing is signed or visited for another one, so that no one gets a signature for a
 * subscription that its receiver does not know. Thread-safe.
 *
 * <p>MCS gets a signature of the public URL as it was configured: nothing of the request decides
 * it. For SNS a URL is visited, and only one that confirms this topic at Amazon.
 */
public final class Confirmations {
    private static final Pattern SNS_HOST =
            Pattern.compile("sns\\.([a-z0-9-]{1,40})\\.amazonaws\\.com(\\.cn)?");

    private static final int HTTPS_PORT = 443;

    private final Set<String> topics;
    private final Optional<String> publicUrl;
    private final SubscribeUrls urls;

    /**
     * Creates the decision.
     *
     * @param topics the TopicArns that are confirmed
     * @param publicUrl the receiver's URL exactly as it is registered at MCS; without one no
     *     subscription of MCS is confirmed
     * @param urls visits the URLs of SNS
     */
    public Confirmations(Set<String> topics, Optional<String> publicUrl, SubscribeUrls urls) {
        this.topics = Set.copyOf(topics);
        this.publicUrl = publicUrl;
        this.urls = urls;
    }

    /** Returns the answer to a confirmation, after visiting its URL if it is of SNS. */
    public ConfirmationAnswer answer(Confirmation asked) {
        if (asked.topicArn().isEmpty()) {
            return new ConfirmationAnswer.Refused("the confirmation has no TopicArn");
        }
        if (!topics.contains(asked.topicArn())) {
            return new ConfirmationAnswer.Refused(
                    "this receiver does not confirm that TopicArn: it confirms those of"
                            + " --allow-topic, letter by letter");
        }
        return switch (asked.kind()) {
            case MCS -> signed(asked);
            case SNS -> visited(asked);
        };
    }

    private ConfirmationAnswer signed(Confirmation asked) {
        if (asked.token().isEmpty() || asked.timestamp().isEmpty()) {
            return new ConfirmationAnswer.Refused(
                    "the confirmation needs a Token and a Timestamp, both texts");
        }
        return publicUrl
                .<ConfirmationAnswer>map(url ->
                        new ConfirmationAnswer.Signed(
                                McsSignature.of(
                                        url, asked.topicArn(), asked.timestamp(), asked.token())))
                .orElseGet(() ->
                        new ConfirmationAnswer.Refused(
                                "this receiver does not know the URL under which it is registered:"
                                        + " it needs --public-url"));
    }

    private ConfirmationAnswer visited(Confirmation asked) {
        Optional<URI> url = asked.subscribeUrl().filter(each -> confirms(each, asked.topicArn()));
        if (url.isEmpty()) {
            return new ConfirmationAnswer.Refused(
                    "the SubscribeURL does not confirm that TopicArn at Amazon SNS");
        }
        try {
            int status = urls.visit(url.get());
            return status / 100 == 2
                    ? new ConfirmationAnswer.Visited()
                    : new ConfirmationAnswer.Failed(
                            "Amazon SNS answered %d to the confirmation".formatted(status));
        } catch (IOException e) {
            return new ConfirmationAnswer.Failed(
                    "Amazon SNS could not be reached for the confirmation: "
                            + e.getClass().getSimpleName());
        }
    }

    /** Returns whether a URL confirms the topic at SNS, in the topic's region, and does no more. */
    private static boolean confirms(URI url, String topicArn) {
        Matcher host = SNS_HOST.matcher(String.valueOf(url.getHost()));
        return "https".equals(url.getScheme())
                && host.matches()
                && topicArn.startsWith(arnAt(host))
                && url.getRawUserInfo() == null
                && url.getRawFragment() == null
                && (url.getPort() < 0 || url.getPort() == HTTPS_PORT)
                && (url.getRawPath().isEmpty() || url.getRawPath().equals("/"))
                && confirmsIn(String.valueOf(url.getRawQuery()), topicArn);
    }

    /** Returns the beginning of the ARNs of topics that a host has. */
    private static String arnAt(Matcher host) {
        String partition =
                host.group(2) == null
                        ? host.group(1).startsWith("us-gov-") ? "aws-us-gov" : "aws"
                        : "aws-cn";
        return "arn:" + partition + ":sns:" + host.group(1) + ":";
    }

    private static boolean confirmsIn(String query, String topicArn) {
        List<QueryPart> parts = QueryPart.parse(query);
        Map<String, String> values = new TreeMap<>();
        parts.forEach(part -> values.put(part.name(), part.value()));
        return parts.size() == values.size()
                && values.containsKey("Token")
                && topicArn.equals(values.get("TopicArn"))
                && "ConfirmSubscription".equals(values.get("Action"));
    }
}
