package dev.carillon.rule;

import java.util.List;
import java.util.Set;

/** Kinds of endpoints for tests, and the check of attributes for a server that serves them. */
public final class Kinds {
    /** The HTTP kind, with the attributes that it has in Ceph. */
    public static final EndpointKind HTTP =
            EndpointKind.of(
                    "HTTP",
                    Set.of("http", "https"),
                    TopicAttribute.truth("verify-ssl", true),
                    TopicAttribute.file("ca-location"));

    private Kinds() {}

    /** Returns the check for a server that delivers to every address of these kinds. */
    public static TopicAttributes attributes(EndpointKind... served) {
        var kinds = new EndpointKinds(List.of(served));
        return new TopicAttributes(kinds, kinds::objection);
    }
}
