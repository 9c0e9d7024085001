package dev.carillon.rule;

import java.util.List;
import java.util.Set;

/** Kinds of endpoints for tests, and what judges attributes for a server that serves them. */
public final class Kinds {
    /** HTTP, with the attributes that it has in Ceph. */
    public static final EndpointKind HTTP =
            EndpointKind.of(
                    "HTTP",
                    Set.of("http", "https"),
                    TopicAttribute.truth("verify-ssl", true),
                    TopicAttribute.file("ca-location"));

    private Kinds() {}

    /** Returns what judges for a server that delivers to every address of these kinds. */
    public static TopicAttributes attributes(EndpointKind... served) {
        var kinds = new EndpointKinds(List.of(served));
        return new TopicAttributes(kinds, kinds::objection);
    }
}
