package dev.carillon.rule;

import dev.carillon.signature.Secret;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A topic, divided into a part that may be read by everybody who can read the disk, and its
 * secrets.
 *
 * @param readable the topic with a mask in place of each secret
 * @param secrets what the masks stand for
 */
public record DividedTopic(Topic readable, List<SecretPart> secrets) {
    public DividedTopic {
        secrets = List.copyOf(secrets);
    }

    /**
     * Divides a topic.
     *
     * @param known says which attributes hold secrets; unknown ones count as secret
     */
    public static DividedTopic of(Topic topic, TopicSecrets known) {
        var parts = new ArrayList<SecretPart>();
        Optional<Target> target = topic.target().map(to -> masked(topic, to, known, parts));
        var attributes = masked(topic, topic.attributes(), known, SecretPart.Kind.ATTRIBUTE, parts);
        return new DividedTopic(topic.with(target, attributes), parts);
    }

    private static Target masked(
            Topic topic, Target to, TopicSecrets known, List<SecretPart> parts) {
        if (to.password().isPresent()) {
            parts.add(new SecretPart(SecretPart.Kind.ADDRESS, "", to.address()));
        }
        var options = masked(topic, to.options(), known, SecretPart.Kind.OPTION, parts);
        var headers = new ArrayList<Target.Header>();
        for (Target.Header header : to.headers()) {
            String index = Integer.toString(headers.size());
            parts.add(new SecretPart(SecretPart.Kind.HEADER, index, header.value()));
            headers.add(new Target.Header(header.name(), TopicSecrets.MASK));
        }
        to.signingSecret()
                .map(secret ->
                        new SecretPart(SecretPart.Kind.SIGNING_SECRET, "", secret.revealText()))
                .ifPresent(parts::add);
        return new Target(
                to.shown(),
                options,
                headers,
                to.signingSecret().map(_ -> Secret.of(TopicSecrets.MASK)));
    }

    private static Map<String, String> masked(
            Topic topic,
            Map<String, String> values,
            TopicSecrets known,
            SecretPart.Kind kind,
            List<SecretPart> parts) {
        var readable = new TreeMap<>(values);
        values.forEach((name, value) -> {
            if (!known.readable(topic, name, value)) {
                parts.add(new SecretPart(kind, name, value));
                readable.put(name, known.shown(name, value));
            }
        });
        return readable;
    }

    /** Returns the whole topic. */
    public Topic joined() {
        var attributes = new TreeMap<>(readable.attributes());
        put(SecretPart.Kind.ATTRIBUTE, attributes);
        return readable.with(readable.target().map(this::joined), attributes);
    }

    private Target joined(Target masked) {
        var options = new TreeMap<>(masked.options());
        put(SecretPart.Kind.OPTION, options);
        var headers = new ArrayList<>(masked.headers());
        for (SecretPart part : of(SecretPart.Kind.HEADER)) {
            headers.set(
                    Integer.parseInt(part.name()),
                    new Target.Header(
                            headers.get(Integer.parseInt(part.name())).name(), part.value()));
        }
        return new Target(
                first(SecretPart.Kind.ADDRESS).orElse(masked.address()),
                options,
                headers,
                first(SecretPart.Kind.SIGNING_SECRET).map(Secret::of));
    }

    private void put(SecretPart.Kind kind, Map<String, String> values) {
        of(kind).forEach(part -> values.put(part.name(), part.value()));
    }

    private Optional<String> first(SecretPart.Kind kind) {
        return of(kind).stream().map(SecretPart::value).findFirst();
    }

    private List<SecretPart> of(SecretPart.Kind kind) {
        return secrets.stream().filter(part -> part.kind() == kind).toList();
    }
}
