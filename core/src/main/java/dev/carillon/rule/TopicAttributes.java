package dev.carillon.rule;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes a topic of the attributes a user sets, in Ceph's words, and judges each of them. For any
 * number of threads.
 *
 * <p>Stricter than Ceph where a slip would lose events without a word: a number that is none, a
 * truth value that is none, an address of a kind nobody serves are refused. An attribute nobody
 * knows is kept, as there, and named in {@link #warnings}.
 *
 * <p>An empty value is the same as not setting the attribute; so is {@code None} for the three that
 * Ceph has about retries.
 */
public final class TopicAttributes {
    /** The URL to deliver to. */
    public static final String PUSH_ENDPOINT = "push-endpoint";

    /** Copied into each record. */
    public static final String OPAQUE_DATA = "OpaqueData";

    /** Whether events are queued. */
    public static final String PERSISTENT = "persistent";

    /** An access policy as JSON: kept and told, not yet enforced. */
    public static final String POLICY = "Policy";

    /** All names and values together, in bytes of UTF-8. */
    public static final int MAX_BYTES = 16_384;

    private static final String CLOUD_EVENTS = "cloudevents";
    private static final int MAX_COUNT = 100;

    /** The attributes that have an effect on every kind of endpoint. */
    private static final List<TopicAttribute> OF_ALL_KINDS =
            List.of(TopicAttribute.truth(CLOUD_EVENTS, false));

    /** The attributes that Ceph has for every kind of endpoint. */
    private static final Set<String> OF_TOPICS =
            Set.of(PUSH_ENDPOINT, OPAQUE_DATA, PERSISTENT, POLICY);

    private static final String UNSET = "None";

    private final EndpointKinds kinds;
    private final TargetCheck targets;

    /**
     * Judges for a server.
     *
     * @param kinds the kinds of endpoints that it delivers to, and their attributes
     * @param targets says which of their addresses it delivers to
     */
    public TopicAttributes(EndpointKinds kinds, TargetCheck targets) {
        this.kinds = kinds;
        this.targets = targets;
    }

    /** Returns what knows the secrets among these attributes. */
    public TopicSecrets secrets() {
        return new TopicSecrets(kinds);
    }

    /** Tells whether an attribute may be set alone, with SetTopicAttributes. */
    public boolean settable(String name) {
        return OF_TOPICS.contains(name)
                || PolicyAttributes.NAMES.contains(name)
                || described(name).isPresent();
    }

    /**
     * Makes a topic.
     *
     * @param attributes all that are set, by name; those that are not have their defaults
     * @throws RefusedException when the name or an attribute is not valid
     */
    public Topic topic(String name, String owner, Map<String, String> attributes) {
        Topic topic = made(TopicRef.of(name), owner, attributes);
        kinds.pairs().forEach(pair -> checkPaired(pair, topic));
        return topic;
    }

    /**
     * Makes the topic that results when one attribute is set anew. The first of a pair, as a user,
     * may come before the second, as the password, for they cannot come together here.
     *
     * @throws RefusedException when the value is not valid
     */
    public Topic changed(Topic topic, String attribute, String value) {
        var attributes = of(topic);
        attributes.put(attribute, value);
        return made(topic.recipient().topic().orElseThrow(), topic.owner(), attributes);
    }

    private Topic made(TopicRef ref, String owner, Map<String, String> attributes) {
        var set = new TreeMap<>(attributes);
        set.entrySet().removeIf(TopicAttributes::unset);
        checkSize(set);
        if (set.containsKey(PolicyAttributes.MAX_BATCH)) {
            throw new RefusedException(
                    "max-batch is for the rules of the B2 API: S3 records go out one in a message");
        }
        set.forEach(
                (attribute, value) -> described(attribute).ifPresent(known -> known.check(value)));
        return new Topic(
                new Recipient.NamedTopic(ref),
                owner,
                dialect(set),
                target(set),
                AttributeValues.truth(PERSISTENT, set.getOrDefault(PERSISTENT, "false")),
                PolicyAttributes.judged(set, DeliveryPolicy.defaults()),
                set.getOrDefault(OPAQUE_DATA, ""),
                without(set, Set.of(PUSH_ENDPOINT, OPAQUE_DATA, PERSISTENT)));
    }

    /** The name of the dialect that a topic with these attributes speaks. */
    public static DialectName dialect(Map<String, String> attributes) {
        return "true".equalsIgnoreCase(attributes.get(CLOUD_EVENTS))
                ? DialectName.S3_CLOUD_EVENTS
                : DialectName.S3;
    }

    private static boolean unset(Map.Entry<String, String> attribute) {
        return attribute.getValue().isEmpty()
                || (PolicyAttributes.CEPH.contains(attribute.getKey())
                        && attribute.getValue().equals(UNSET));
    }

    /** All attributes of a topic that are not at their defaults, by name, secrets included. */
    public static Map<String, String> of(Topic topic) {
        var attributes = new TreeMap<>(topic.attributes());
        topic.target().ifPresent(it -> attributes.put(PUSH_ENDPOINT, it.address()));
        if (!topic.opaqueData().isEmpty()) {
            attributes.put(OPAQUE_DATA, topic.opaqueData());
        }
        if (topic.persistent()) {
            attributes.put(PERSISTENT, "true");
        }
        return attributes;
    }

    /** The attributes that concern the endpoint only, by name, secrets included. */
    public static Map<String, String> endpointArguments(Topic topic) {
        return endpointArguments(topic.attributes());
    }

    private static Map<String, String> endpointArguments(Map<String, String> attributes) {
        var arguments = without(attributes, PolicyAttributes.NAMES);
        arguments.keySet().removeAll(OF_TOPICS);
        return arguments;
    }

    /**
     * A sentence about each attribute of a topic that is kept, as Ceph keeps it, and has no effect
     * here: those of other kinds of endpoints than the topic's, access policies, and names that
     * nobody knows.
     */
    public List<String> warnings(Topic topic) {
        return topic.attributes().keySet().stream()
                .filter(name -> !hasEffect(name, topic))
                .sorted()
                .map(name ->
                        "attribute '%s' of topic '%s' is kept and has no effect in this version of Carillon"
                                .formatted(name, topic.name()))
                .toList();
    }

    private boolean hasEffect(String name, Topic topic) {
        return PolicyAttributes.NAMES.contains(name)
                || ofAllKinds(name).isPresent()
                || kinds.hasEffect(name, topic.target());
    }

    private Optional<TopicAttribute> described(String name) {
        return ofAllKinds(name).or(() -> kinds.attribute(name));
    }

    private static Optional<TopicAttribute> ofAllKinds(String name) {
        return OF_ALL_KINDS.stream().filter(one -> one.name().equals(name)).findFirst();
    }

    private static void checkPaired(EndpointKind.Pair pair, Topic topic) {
        boolean first = topic.attributes().containsKey(pair.first());
        if (first != topic.attributes().containsKey(pair.second())) {
            throw new RefusedException(
                    "%s and %s belong together: set both, or none of them"
                            .formatted(pair.first(), pair.second()));
        }
    }

    private Optional<Target> target(Map<String, String> set) {
        String address = set.getOrDefault(PUSH_ENDPOINT, "");
        if (address.isEmpty()) {
            return Optional.empty();
        }
        var target = new Target(AttributeValues.address(address), endpointArguments(set));
        targets.objection(target)
                .ifPresent(objection -> {
                    throw new RefusedException(objection);
                });
        return Optional.of(target);
    }

    private static void checkSize(Map<String, String> set) {
        int bytes = 0;
        for (Map.Entry<String, String> attribute : set.entrySet()) {
            bytes += attribute.getKey().getBytes(StandardCharsets.UTF_8).length;
            bytes += attribute.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        if (bytes > MAX_BYTES || set.size() > MAX_COUNT) {
            throw new RefusedException(
                    "A topic may have %d attributes of together %d bytes: set fewer or shorter ones"
                            .formatted(MAX_COUNT, MAX_BYTES));
        }
    }

    private static Map<String, String> without(Map<String, String> attributes, Set<String> names) {
        var rest = new TreeMap<>(attributes);
        rest.keySet().removeAll(names);
        return rest;
    }
}
