package dev.carillon.simulation;

import dev.carillon.delivery.LaneId;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The witness's knowledge of a topic, from one creation to its deletion: the policies that applied,
 * and its two lanes.
 */
final class WitnessedTopic {
    final String name;

    /** The opaque data, which is unique to this creation of the topic. */
    final String making;

    final WitnessedLane live;
    final WitnessedLane replays;
    private final List<Since> history = new ArrayList<>();
    private Optional<String> end = Optional.empty();

    /** A policy, and the step from which it applies. */
    record Since(long step, ExpectedPolicy expectedPolicy) {}

    WitnessedTopic(
            String name, String making, long stamp, Since expectedPolicy, SeededTasks tasks) {
        this.name = name;
        this.making = making;
        history.add(expectedPolicy);
        live = new WitnessedLane(this, new LaneId(stamp), tasks);
        replays = new WitnessedLane(this, new LaneId(stamp).ofReplays(), tasks);
    }

    Stream<WitnessedLane> lanes() {
        return Stream.of(live, replays);
    }

    /** Records a change of the policy. */
    void changed(Since expectedPolicy) {
        if (!expectedPolicy.expectedPolicy().pace().equals(expectedPolicy().pace())) {
            lanes().forEach(WitnessedLane::paceChanged);
        }
        if (!expectedPolicy.expectedPolicy().sameRetries(expectedPolicy())) {
            lanes().forEach(WitnessedLane::retriesChanged);
        }
        history.add(expectedPolicy);
    }

    /**
     * Records the end of the topic: nothing is sent any more, and owed deliveries become dead
     * letters with this reason.
     */
    void end(String why) {
        end = Optional.of(why);
    }

    boolean removed() {
        return end.isPresent();
    }

    /** Returns whether it ended for this reason. */
    boolean ended(String why) {
        return end.filter(why::equals).isPresent();
    }

    ExpectedPolicy expectedPolicy() {
        return history.getLast().expectedPolicy();
    }

    /** Returns the policy that applied at a step. */
    ExpectedPolicy termsAt(long step) {
        for (Since since : history.reversed()) {
            if (since.step() <= step) {
                return since.expectedPolicy();
            }
        }
        return history.getFirst().expectedPolicy();
    }

    /** Returns whether the user always set fixed pauses, so that no wait ends early. */
    boolean alwaysNamed() {
        return history.stream().noneMatch(since -> since.expectedPolicy().waits().grows());
    }

    /** Returns whether the topic ever had no endpoint. */
    boolean everUnreachable() {
        return history.stream().anyMatch(since -> !since.expectedPolicy().reachable());
    }

    /** Returns the longest pause of a delivery that waits since that step. */
    Duration longestWaitSince(long step) {
        Duration longest = termsAt(step).waits().longest();
        for (Since since : history) {
            Duration own = since.expectedPolicy().waits().longest();
            longest = since.step() >= step && own.compareTo(longest) < 0 ? own : longest;
        }
        return longest;
    }

    @Override
    public String toString() {
        return making + end.map(text -> " (" + text + ")").orElse("");
    }
}
