package dev.carillon.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sees every commit and every attempt, and says so at once when a promise is broken: what is not
 * committed is told, a key's order is not kept, what is settled on disk is told again, one is told
 * faster than its topic allows.
 */
final class Witness {
    /** One promise: this topic is told of this change for this rule. */
    record Promise(String topic, String key, long stamp, String rule) {}

    private final Set<String> givesUp;
    private final Map<String, Integer> perSecond;
    private final Map<String, List<Instant>> lately = new HashMap<>();
    private final List<Promise> promises = new ArrayList<>();
    private final Set<Promise> made = new HashSet<>();
    private final Set<Promise> kept = new HashSet<>();
    private final Set<Promise> mayRepeat = new HashSet<>();
    private final Map<String, List<Promise>> ofKey = new HashMap<>();

    /**
     * Sees nothing yet.
     *
     * @param givesUp topics that may give up, so that a later delivery may come before an earlier
     * @param perSecond how many attempts may reach the far end of a topic in any second
     */
    Witness(Set<String> givesUp, Map<String, Integer> perSecond) {
        this.givesUp = givesUp;
        this.perSecond = perSecond;
    }

    void promised(Promise promise) {
        promises.add(promise);
        made.add(promise);
        ofKey.computeIfAbsent(lineOf(promise), _ -> new ArrayList<>()).add(promise);
    }

    void attempted(String topic, Told told, Instant now) {
        checkRate(topic, now);
        Promise promise = promise(topic, told);
        assertThat(made).as("nothing is told that was not committed").contains(promise);
        if (kept.contains(promise)) {
            assertThat(mayRepeat).as("told again without a crash in between").contains(promise);
        }
        if (!givesUp.contains(topic)) {
            checkOrder(promise);
        }
    }

    private void checkRate(String topic, Instant now) {
        List<Instant> second = lately.computeIfAbsent(topic, _ -> new ArrayList<>());
        second.removeIf(at -> !at.plusSeconds(1).isAfter(now));
        second.add(now);
        assertThat(second)
                .as("attempts of %s in a second", topic)
                .hasSizeLessThanOrEqualTo(perSecond.getOrDefault(topic, Integer.MAX_VALUE));
    }

    private void checkOrder(Promise promise) {
        for (Promise earlier : ofKey.getOrDefault(lineOf(promise), List.of())) {
            if (earlier.stamp() < promise.stamp()) {
                assertThat(kept).as("what is told before %s", promise).contains(earlier);
            }
        }
    }

    void accepted(String topic, Told told) {
        Promise promise = promise(topic, told);
        kept.add(promise);
        mayRepeat.remove(promise);
    }

    /** The process died: what is still owed on disk may be told again, and nothing else. */
    void crashed(Set<Promise> owedOnDisk) {
        mayRepeat.clear();
        mayRepeat.addAll(owedOnDisk);
        lately.clear();
    }

    List<Promise> promises() {
        return promises;
    }

    boolean kept(Promise promise) {
        return kept.contains(promise);
    }

    private static Promise promise(String topic, Told told) {
        return new Promise(topic, told.key(), told.stamp(), told.rule());
    }

    private static String lineOf(Promise promise) {
        return promise.topic() + "\n" + promise.key();
    }
}
