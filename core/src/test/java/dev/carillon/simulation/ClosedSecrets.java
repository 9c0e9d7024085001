package dev.carillon.simulation;

import dev.carillon.deliver.Destination;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * The topics whose secrets do not open for now, as when a key is missing: nothing may be attempted
 * for them, and no time or number of attempts may end the patience. Most worlds have none.
 */
final class ClosedSecrets {
    private static final List<String> TOPICS = topics();

    /** One world in so many has closed secrets; mutants name seeds of the others. */
    private static final int ONE_IN = 8;

    private final SplittableRandom random;
    private final int every;
    private final Set<String> closed = new TreeSet<>();

    ClosedSecrets(long seed) {
        // A generator of its own, so that the other worlds do not depend on it.
        this.random = new SplittableRandom(43 * seed + 17);
        this.every = seed % ONE_IN == ONE_IN - 3 ? 100 + random.nextInt(300) : Integer.MAX_VALUE;
    }

    private static List<String> topics() {
        var topics = new ArrayList<>(Operator.TOPICS);
        topics.add(RuleOwner.TOPIC);
        return topics;
    }

    /** Closes or opens the secrets of a topic from time to time; returns its name then. */
    Optional<String> turn() {
        if (random.nextInt(every) > 0) {
            return Optional.empty();
        }
        String name = TOPICS.get(random.nextInt(TOPICS.size()));
        if (!closed.remove(name)) {
            closed.add(name);
        }
        return Optional.of(name);
    }

    /** Opens all; returns the topics whose secrets were closed. */
    List<String> openAll() {
        List<String> opened = List.copyOf(closed);
        closed.clear();
        return opened;
    }

    boolean contains(String topic) {
        return closed.contains(topic);
    }

    /** Returns the destination as the server sees it. */
    Destination over(Destination to) {
        return closed.contains(to.name())
                ? new Destination(
                        to.name(),
                        to.endpoint(),
                        to.format(),
                        to.signer(),
                        to.opaqueData(),
                        to.policy(),
                        Optional.of("the key is missing"))
                : to;
    }
}
