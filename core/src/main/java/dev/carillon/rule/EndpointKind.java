package dev.carillon.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The description of a kind of endpoint by the provider that delivers to it: everything that the
 * rest of the program knows of the kind. Immutable.
 *
 * @param name for messages: {@code HTTP}
 * @param schemes of the addresses that belong to it, in lower case, at least one
 * @param attributes of a topic that have an effect on its endpoints
 * @param pairs attributes of which a topic has both or neither
 * @param steps that a test of an endpoint can distinguish, in order; empty if it reports an attempt
 *     as one step
 */
public record EndpointKind(
        String name,
        Set<String> schemes,
        List<TopicAttribute> attributes,
        List<Pair> pairs,
        List<DiagnosisStep> steps) {
    public EndpointKind {
        schemes = Set.copyOf(schemes);
        attributes = List.copyOf(attributes);
        pairs = List.copyOf(pairs);
        steps = List.copyOf(steps);
        if (schemes.isEmpty() || !schemes.stream().allMatch(EndpointKind::isScheme)) {
            throw new IllegalArgumentException(
                    "the endpoint kind " + name + " must name its schemes, in lower case");
        }
        Set<String> names =
                attributes.stream().map(TopicAttribute::name).collect(Collectors.toSet());
        for (Pair pair : pairs) {
            if (!names.containsAll(List.of(pair.first(), pair.second()))) {
                throw new IllegalArgumentException(
                        "the endpoint kind %s must describe both attributes of the %s"
                                .formatted(name, pair));
            }
        }
    }

    /** Two attributes that are set together. */
    public record Pair(String first, String second) {}

    /**
     * A step of an attempt that a test of an endpoint can observe.
     *
     * @param name one lower-case word
     * @param ifFailed what to do if it failed, in one sentence
     * @param ifSilent what to do if it took longer than the attempt may, in one sentence
     */
    public record DiagnosisStep(String name, String ifFailed, String ifSilent) {}

    /**
     * Creates a kind whose attributes are independent, and whose attempts are reported as one step.
     */
    public static EndpointKind of(String name, Set<String> schemes, TopicAttribute... attributes) {
        return new EndpointKind(name, schemes, List.of(attributes), List.of(), List.of());
    }

    /** Returns the same kind, with one more pair of attributes that are set together. */
    public EndpointKind paired(String first, String second) {
        List<Pair> more = new ArrayList<>(pairs);
        more.add(new Pair(first, second));
        return new EndpointKind(name, schemes, attributes, more, steps);
    }

    /** Returns the same kind, whose tests distinguish these steps. */
    public EndpointKind diagnosing(DiagnosisStep... observed) {
        return new EndpointKind(name, schemes, attributes, pairs, List.of(observed));
    }

    /** Finds an attribute by its name. */
    public Optional<TopicAttribute> attribute(String wanted) {
        return attributes.stream().filter(one -> one.name().equals(wanted)).findFirst();
    }

    private static boolean isScheme(String text) {
        return text.matches("[a-z][a-z0-9+.-]*");
    }
}
