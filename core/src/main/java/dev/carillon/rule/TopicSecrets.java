package dev.carillon.rule;

import dev.carillon.rule.TopicAttribute.Secrecy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Knows which parts of a topic are secret, and shows the rest. Thread-safe. */
public final class TopicSecrets {
    /** The text that is shown in place of a secret. */
    static final String MASK = "***";

    private static final Pattern IN_ADDRESS = Pattern.compile("[^/]*//[^:/@?#]*:[^/@]*@.*");
    private static final Pattern MASKED_ADDRESS =
            Pattern.compile("[^/]*//[^:/@?#]*:" + Pattern.quote(MASK) + "@.*");

    private final EndpointKinds kinds;

    TopicSecrets(EndpointKinds kinds) {
        this.kinds = kinds;
    }

    /**
     * Returns the knowledge of a program that serves no endpoints, which is what Ceph documents.
     */
    public static TopicSecrets ofDocumentedKinds() {
        return new TopicSecrets(new EndpointKinds(List.of()));
    }

    /**
     * Returns whether an attribute of a topic may be stored in clear text: its value is no secret,
     * nor does it belong to one. Users can give named topics any attribute, so there an unknown one
     * counts as secret.
     */
    boolean readable(Topic topic, String name, String value) {
        boolean known =
                topic.recipient().topic().isEmpty()
                        || name.equals(PolicyAttributes.MAX_BATCH)
                        || isDescribed(name);
        return known
                && secrecy(name) == Secrecy.OPEN
                && !(isUrl(name) && IN_ADDRESS.matcher(value).matches());
    }

    /**
     * Returns the text that is stored in clear in place of a value that is not {@link #readable}.
     */
    String shown(String name, String value) {
        String url = new Target(value, Map.of()).shown();
        return secrecy(name) == Secrecy.OPEN && isUrl(name) && !url.equals(value) ? url : MASK;
    }

    /** Returns whether the topic holds anything that must not be sent in clear text. */
    public boolean in(Topic topic) {
        return in(TopicAttributes.of(topic));
    }

    /** Returns whether attributes hold anything that must not be sent in clear text. */
    public boolean in(Map<String, String> attributes) {
        return attributes.entrySet().stream()
                .anyMatch(one ->
                        secrecy(one.getKey()) != Secrecy.OPEN
                                || (isUrl(one.getKey())
                                        && IN_ADDRESS.matcher(one.getValue()).matches()));
    }

    /** Returns whether a secret among them is only its mask, which a client read and sent back. */
    public boolean areMasked(Map<String, String> attributes) {
        return attributes.entrySet().stream()
                .anyMatch(one ->
                        (secrecy(one.getKey()) == Secrecy.SECRET && one.getValue().equals(MASK))
                                || (isUrl(one.getKey())
                                        && MASKED_ADDRESS.matcher(one.getValue()).matches()));
    }

    /** Returns the attributes with every secret masked. */
    public Map<String, String> masked(Map<String, String> attributes) {
        var shown = new TreeMap<>(attributes);
        shown.replaceAll(this::masked);
        return shown;
    }

    /**
     * Returns the attributes that concern a topic's endpoint, with every secret masked. If the kind
     * of the endpoint is not served any more, nobody can say which of its attributes are secret, so
     * all that no other kind describes are masked.
     */
    public Map<String, String> maskedArguments(Topic topic) {
        boolean served = topic.target().flatMap(kinds::objection).isEmpty();
        Map<String, String> shown = masked(TopicAttributes.endpointArguments(topic));
        shown.replaceAll((name, value) -> served || isDescribed(name) ? value : MASK);
        return shown;
    }

    private boolean isDescribed(String name) {
        return TopicAttributes.ofEveryTopic(name) || kinds.attribute(name).isPresent();
    }

    private String masked(String name, String value) {
        if (secrecy(name) == Secrecy.SECRET) {
            return MASK;
        }
        return isUrl(name) ? new Target(value, Map.of()).shown() : value;
    }

    private Secrecy secrecy(String name) {
        return kinds.attribute(name).map(TopicAttribute::secrecy).orElse(Secrecy.OPEN);
    }

    private boolean isUrl(String name) {
        return name.equals(TopicAttributes.PUSH_ENDPOINT)
                || kinds.attribute(name).map(TopicAttribute::type).stream()
                        .anyMatch(AttributeType.Url.class::isInstance);
    }
}
