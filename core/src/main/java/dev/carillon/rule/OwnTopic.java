package dev.carillon.rule;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The topic of a rule that carries its own address, as B2's rules do. It is delivered to like any
 * other, in a lane of its own, and only its rule asks for it: it is named {@code BUCKET/RULE},
 * which no user can name a topic.
 */
public final class OwnTopic {
    /** An option of its target: the dialect it is told in. */
    public static final String FORMAT = "format";

    /** The dialect of Backblaze B2, as {@link #FORMAT}. */
    public static final String B2 = "b2";

    private static final String BUCKET_ID = "bucket-id";
    private static final char BETWEEN = '/';

    private OwnTopic() {}

    /** Whether a name is that of a rule's own topic. */
    public static boolean isNamed(String topic) {
        return topic.indexOf(BETWEEN) >= 0;
    }

    /** The name of a rule's own topic. */
    public static String name(String bucket, String rule) {
        return bucket + BETWEEN + rule;
    }

    /** The rule that an own topic belongs to. */
    public static String rule(Topic topic) {
        return topic.name().substring(topic.name().indexOf(BETWEEN) + 1);
    }

    /** The name of the bucket of an own topic's rule. */
    public static String bucket(Topic topic) {
        return topic.name().substring(0, topic.name().indexOf(BETWEEN));
    }

    /** The id of the bucket of an own topic's rule. */
    public static Optional<String> bucketId(Topic topic) {
        return Optional.ofNullable(topic.attributes().get(BUCKET_ID));
    }

    /**
     * Makes the topic of a rule.
     *
     * @param owner the bucket's
     * @param maxBatch how many events one message may tell, 1 to 50
     */
    public static Topic of(Place place, String owner, String rule, Target target, int maxBatch) {
        return new Topic(
                name(place.bucket(), rule),
                owner,
                Optional.of(target),
                true,
                "",
                Map.of(
                        BUCKET_ID,
                        place.bucketId(),
                        PolicyAttributes.MAX_BATCH,
                        Integer.toString(maxBatch)));
    }

    /** The bucket a rule is of, by name and id. */
    public record Place(String bucket, String bucketId) {}

    /**
     * How own topics are delivered to: as B2 documents where it does, attempts of 3 s; given up
     * after {@code patience}, and then the rule is suspended. Every refusal but 410 is retried, as
     * Backblaze retries everything but a 200: a parse bug in a new webhook answers 400.
     */
    public static DeliveryPolicy defaults(Duration patience) {
        var usual = DeliveryPolicy.defaults();
        var retry =
                new RetryPolicy(
                        usual.retry().schedule(),
                        usual.retry().maxRetries(),
                        Optional.of(patience),
                        usual.retry().finalStatuses());
        var pacing =
                new Pacing(
                        Duration.ofSeconds(3),
                        usual.pacing().maxConcurrency(),
                        usual.pacing().rate());
        return new DeliveryPolicy(retry, pacing, usual.quota(), 1, true);
    }
}
