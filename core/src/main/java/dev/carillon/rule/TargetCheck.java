package dev.carillon.rule;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Says whether a server can deliver to a target, before anyone configures it. For any number of
 * threads.
 */
@FunctionalInterface
public interface TargetCheck {
    /** Why not, in words that say what to do; empty when it can. Connects to nothing. */
    Optional<String> objection(Target target);

    /**
     * Asks first for the scheme, then whoever serves it.
     *
     * @param schemes all that this build serves
     * @param served asked for a target of one of them
     */
    static TargetCheck of(Set<String> schemes, Function<Target, Optional<String>> served) {
        Set<String> known = Set.copyOf(schemes);
        return target ->
                known.contains(target.scheme())
                        ? served.apply(target)
                        : Optional.of(unserved(target.scheme(), known));
    }

    private static String unserved(String scheme, Set<String> known) {
        String why =
                switch (scheme) {
                    case "amqp", "amqps" -> "AMQP endpoints are not in this build";
                    case "kafka" -> "Kafka endpoints are not in this build";
                    default -> "There is no endpoint of the kind '" + scheme + "'";
                };
        return why + ": use push-endpoint with one of " + String.join(", ", new TreeSet<>(known));
    }
}
