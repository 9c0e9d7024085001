package dev.carillon.rule;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Creates a topic from the attributes that a user sets, in Ceph's words, and checks each of them.
 * Thread-safe.
 *
 * <p>Stricter than Ceph if a mistake would lose events silently: a malformed number or boolean, and
 * an address of a kind that is not served, are refused. An unknown attribute is stored, as in Ceph,
 * and named in {@link #warnings}.
 *
 * <p>An empty value is the same as not setting the attribute; so is {@code None} for the three that
 * Ceph has about retries.
 */
public final class TopicAttributes {
    /** The URL to deliver to. */
    public static final String PUSH_ENDPOINT = "push-endpoint";

    /** The text that is copied into each record. */
    public static final String OPAQUE_DATA = "OpaqueData";

    /** The boolean that says whether events are queued. */
    public static final String PERSISTENT = "persistent";

    /** The access policy as JSON: stored and shown, not yet enforced. */
    public static final String POLICY = "Policy";

    /** The size of all names and values together, in bytes of UTF-8. */
    public static final int MAX_BYTES = 16_384;

    private static final int MAX_COUNT = 100;

    /** The attributes that have an effect on every kind of endpoint. */
    private static final List<TopicAttribute> OF_ALL_KINDS = CloudEventsAttributes.ALL;

    /** The attributes that Ceph has for every kind of endpoint. */
    private static final Set<String> OF_TOPICS =
            Set.of(PUSH_ENDPOINT, OPAQUE_DATA, PERSISTENT, POLICY);

    private static final String UNSET = "None";

    private final EndpointKinds kinds;
    private final TargetCheck targets;

    /**
     * Creates the check of attributes for a server.
     *
     * @param kinds the kinds of endpoints that it delivers to, and their attributes
     * @param targets checks their addresses
     */
    public TopicAttributes(EndpointKinds kinds, TargetCheck targets) {
        this.kinds = kinds;
        this.targets = targets;
    }

    /** Returns the object that knows which of these attributes are secret. */
    public TopicSecrets secrets() {
        return new TopicSecrets(kinds);
    }

    /** Returns whether an attribute may be set alone, with SetTopicAttributes. */
    public boolean settable(String name) {
        return ofEveryTopic(name) || kinds.attribute(name).isPresent();
    }

    /** Returns whether an attribute has a meaning for every topic, whatever its endpoint. */
    static boolean ofEveryTopic(String name) {
        return OF_TOPICS.contains(name)
                || PolicyAttributes.NAMES.contains(name)
                || ofAllKinds(name).isPresent();
    }

    /**
     * Creates a topic.
     *
     * @param attributes the attributes that are set, by name; the others have their defaults
     * @throws RefusedException if the name or an attribute is not valid
     */
    public Topic topic(String name, String owner, Map<String, String> attributes) {
        Topic topic = made(TopicRef.of(name), owner, attributes);
        kinds.pairs().forEach(pair -> checkPaired(pair, topic));
        return topic;
    }

    /**
     * Returns the topic with one attribute changed. The first attribute of a pair, such as a user,
     * may be set before the second, such as the password, because this call cannot set both.
     *
     * @throws RefusedException if the value is not valid
     */
    public Topic changed(Topic topic, String attribute, String value) {
        var attributes = of(topic);
        attributes.put(attribute, value);
        return made(topic.recipient().topic().orElseThrow(), topic.owner(), attributes);
    }

    private Topic made(TopicRef ref, String owner, Map<String, String> attributes) {
        var set = new TreeMap<>(attributes);
        set.entrySet().removeIf(TopicAttributes::unset);
        CloudEventsAttributes.normalize(set);
        checkSize(set);
        set.forEach(
                (attribute, value) -> described(attribute).ifPresent(known -> known.check(value)));
        Optional<Target> target = target(ref, set);
        checkBatch(set, target);
        CloudEventsAttributes.check(set);
        checkSigned(set, target);
        return new Topic(
                new Recipient.NamedTopic(ref),
                owner,
                CloudEventsAttributes.dialect(set, target),
                target,
                AttributeValues.truth(PERSISTENT, set.getOrDefault(PERSISTENT, "false")),
                PolicyAttributes.judged(set, DeliveryPolicy.defaults()),
                set.getOrDefault(OPAQUE_DATA, ""),
                without(set, Set.of(PUSH_ENDPOINT, OPAQUE_DATA, PERSISTENT)));
    }

    private void checkBatch(Map<String, String> set, Optional<Target> target) {
        boolean one = set.getOrDefault(PolicyAttributes.MAX_BATCH, "1").equals("1");
        if (!one && !kinds.hasEffect(PolicyAttributes.MAX_BATCH, target)) {
            throw new RefusedException(
                    "max-batch is for HTTP endpoints: the others send one event in a message, with"
                            + " its key and headers; set max-batch to nothing");
        }
    }

    private static boolean unset(Map.Entry<String, String> attribute) {
        return attribute.getValue().isEmpty()
                || (PolicyAttributes.CEPH.contains(attribute.getKey())
                        && attribute.getValue().equals(UNSET));
    }

    /**
     * Returns the attributes of a topic that are not at their defaults, by name, secrets included.
     */
    public static Map<String, String> of(Topic topic) {
        var attributes = new TreeMap<>(topic.attributes());
        topic.target().ifPresent(target -> attributes.put(PUSH_ENDPOINT, target.address()));
        if (!topic.opaqueData().isEmpty()) {
            attributes.put(OPAQUE_DATA, topic.opaqueData());
        }
        if (topic.persistent()) {
            attributes.put(PERSISTENT, "true");
        }
        return attributes;
    }

    /** Returns the attributes that concern the endpoint only, by name, secrets included. */
    public static Map<String, String> endpointArguments(Topic topic) {
        return endpointArguments(topic.attributes());
    }

    private static Map<String, String> endpointArguments(Map<String, String> attributes) {
        var arguments = without(attributes, PolicyAttributes.NAMES);
        arguments.keySet().removeAll(OF_TOPICS);
        return arguments;
    }

    /**
     * Returns a sentence about each attribute of a topic that is stored, as in Ceph, but has no
     * effect here: those of other kinds of endpoints than the topic's, access policies, and unknown
     * names.
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

    private Optional<Target> target(TopicRef ref, Map<String, String> set) {
        String address = set.getOrDefault(PUSH_ENDPOINT, "");
        if (address.isEmpty()) {
            return Optional.empty();
        }
        var target =
                new Target(AttributeValues.address(address), endpointArguments(set))
                        .of(Optional.of(ref.name()));
        targets.objection(target)
                .ifPresent(objection -> {
                    throw new RefusedException(objection);
                });
        return Optional.of(target);
    }

    /**
     * Refuses a signing secret without effect: its owner would believe that messages are signed.
     */
    private void checkSigned(Map<String, String> set, Optional<Target> target) {
        for (String name : set.keySet()) {
            if (SigningAttributes.has(name) && !kinds.hasEffect(name, target)) {
                throw new RefusedException(
                        "%s does not sign the messages of this kind of endpoint: leave it out, or use push-endpoint with http or https"
                                .formatted(name));
            }
        }
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
