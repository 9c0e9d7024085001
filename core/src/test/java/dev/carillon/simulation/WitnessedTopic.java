package dev.carillon.simulation;

import dev.carillon.delivery.LaneId;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the witness knows of one making of a topic: the terms that held, and its two lanes. */
final class WitnessedTopic {
    final String name;

    /** Its opaque data: no other making of any topic has the same. */
    final String making;

    final WitnessedLane live;
    final WitnessedLane replays;
    private final List<Since> history = new ArrayList<>();
    private Optional<String> end = Optional.empty();

    /** Terms, and the step they hold from. */
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

    /** Other terms hold. */
    void changed(Since expectedPolicy) {
        if (!expectedPolicy.expectedPolicy().pace().equals(expectedPolicy().pace())) {
            lanes().forEach(WitnessedLane::paceChanged);
        }
        if (!expectedPolicy.expectedPolicy().sameRetries(expectedPolicy())) {
            lanes().forEach(WitnessedLane::retriesChanged);
        }
        history.add(expectedPolicy);
    }

    /** Nobody is told of anything any more, and what is owed becomes dead letters saying why. */
    void end(String why) {
        end = Optional.of(why);
    }

    boolean removed() {
        return end.isPresent();
    }

    /** Whether it ended for this reason. */
    boolean ended(String why) {
        return end.filter(why::equals).isPresent();
    }

    ExpectedPolicy expectedPolicy() {
        return history.getLast().expectedPolicy();
    }

    /** The terms that held at a step. */
    ExpectedPolicy termsAt(long step) {
        for (Since since : history.reversed()) {
            if (since.step() <= step) {
                return since.expectedPolicy();
            }
        }
        return history.getFirst().expectedPolicy();
    }

    /** Whether every pause that ever held was named, so that no wait ends early. */
    boolean alwaysNamed() {
        return history.stream().noneMatch(it -> it.expectedPolicy().waits().grows());
    }

    /** Whether it ever had no endpoint. */
    boolean everUnreachable() {
        return history.stream().anyMatch(it -> !it.expectedPolicy().reachable());
    }

    /** The longest that anything may have had to wait that waits since that step. */
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
        return making + end.map(it -> " (" + it + ")").orElse("");
    }
}
