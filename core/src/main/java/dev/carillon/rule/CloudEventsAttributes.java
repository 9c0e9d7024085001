package dev.carillon.rule;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The attributes of a topic that ask for CloudEvents, and the combinations that have a meaning.
 *
 * <p>Ceph has a form of CloudEvents over HTTP only, so {@code true} means the same as {@code spec}
 * for every other kind of endpoint.
 */
final class CloudEventsAttributes {
    /** The attribute that chooses between plain records, Ceph's form, and the specification's. */
    static final String NAME = "cloudevents";

    /** The attribute that says where the specification's form has the event's attributes. */
    static final String MODE = "cloudevents-mode";

    private static final String NO = "false";
    private static final String CEPH = "true";
    private static final String SPEC = "spec";
    private static final String BINARY = "binary";
    private static final String STRUCTURED = "structured";
    private static final Set<String> HTTP = Set.of("http", "https");

    /** The descriptions of both. */
    static final List<TopicAttribute> ALL =
            List.of(
                    TopicAttribute.open(
                            NAME, new AttributeType.Choice(List.of(NO, CEPH, SPEC)), NO),
                    TopicAttribute.open(
                            MODE, new AttributeType.Choice(List.of(BINARY, STRUCTURED)), BINARY));

    private CloudEventsAttributes() {}

    /** Replaces another word for yes or no, as Ceph takes it, by {@code true} or {@code false}. */
    static void normalize(Map<String, String> set) {
        set.computeIfPresent(NAME, (_, value) -> normal(value));
    }

    private static String normal(String value) {
        return AttributeValues.isTruth(value)
                ? Boolean.toString(AttributeValues.isTrue(value))
                : value;
    }

    /**
     * Checks valid values of a topic's attributes together.
     *
     * @throws RefusedException if one of them would have no effect, or no message could be written
     */
    static void check(Map<String, String> set) {
        if (set.containsKey(MODE) && !value(set, NAME).equals(SPEC)) {
            throw new RefusedException(
                    "cloudevents-mode needs cloudevents=spec: set that first, or leave the mode"
                            + " out");
        }
        boolean cloudEvents = !value(set, NAME).equals(NO);
        if (cloudEvents && batched(set) && !value(set, MODE).equals(STRUCTURED)) {
            throw new RefusedException(
                    "max-batch and CloudEvents go together in structured mode only: set"
                            + " cloudevents=spec and cloudevents-mode=structured, or leave"
                            + " max-batch out");
        }
    }

    /** Returns the name of the dialect of a topic with these attributes. */
    static DialectName dialect(Map<String, String> set, Optional<Target> target) {
        String asked = value(set, NAME);
        if (asked.equals(NO)) {
            return DialectName.S3;
        }
        if (asked.equals(CEPH) && overHttp(target)) {
            return DialectName.S3_CLOUD_EVENTS;
        }
        if (!value(set, MODE).equals(STRUCTURED)) {
            return DialectName.S3_CLOUD_EVENTS_BINARY;
        }
        return batched(set)
                ? DialectName.S3_CLOUD_EVENTS_BATCHED
                : DialectName.S3_CLOUD_EVENTS_STRUCTURED;
    }

    /** Returns a value, or the default. A stored one that has no meaning counts as the default. */
    private static String value(Map<String, String> set, String name) {
        TopicAttribute attribute =
                ALL.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
        String value = normal(attribute.in(set));
        return attribute.type().objection(value).isEmpty() ? value : attribute.byDefault();
    }

    private static boolean batched(Map<String, String> set) {
        return !Set.of("", "1").contains(set.getOrDefault(PolicyAttributes.MAX_BATCH, ""));
    }

    private static boolean overHttp(Optional<Target> target) {
        return target.isEmpty() || HTTP.contains(target.get().scheme());
    }
}
