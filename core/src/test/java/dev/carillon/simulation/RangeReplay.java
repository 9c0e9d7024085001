package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import dev.carillon.delivery.Owed;
import dev.carillon.event.Change;
import dev.carillon.event.ObjectEvent;
import dev.carillon.notifier.Replays;
import dev.carillon.registry.KeptTopic;
import dev.carillon.state.DamagedStateException;
import dev.carillon.state.NotCommittedException;
import dev.carillon.state.UnknownOutcomeException;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Replays events of the past to one topic, as the operator does, while everything else continues.
 */
final class RangeReplay implements Committer, Repeating {
    /** The number of events that are read at once; later events may be cut meanwhile. */
    private static final int PAGE = 200;

    private final Server server;
    private final Operator operator;
    private final Witness witness;
    private final WitnessedTopic topic;
    private final KeptTopic kept;
    private final Replays.Window window;
    private final Set<String> owed = new HashSet<>();
    private List<String> wanted = List.of();
    private Instant began = Instant.MAX;
    private long rulesThen;
    private int logged;
    private long last;

    RangeReplay(
            Server server,
            Operator operator,
            Witness witness,
            WitnessedTopic topic,
            Replays.Window window) {
        this.server = server;
        this.operator = operator;
        this.witness = witness;
        this.topic = topic;
        this.kept = server.topic(topic.name).orElseThrow();
        this.window = window;
    }

    /** Replays the window. */
    void run() {
        began = witness.now();
        wanted = wanted();
        rulesThen = operator.configured();
        try {
            Replays.Outcome outcome = server.replays().replay(kept, window);
            demand(
                    outcome.deliveries() == owed.size(),
                    () -> outcome + ", but owed again were " + owed);
            if (operator.configured() == rulesThen && logged <= PAGE) {
                demand(
                        owed.equals(Set.copyOf(wanted)),
                        () -> "sent again were %s, not %s".formatted(owed, wanted));
            }
            witness.saw(Coverage.RANGE_REPLAYED);
        } catch (UnknownOutcomeException _) {
            // A restart shows which part of it happened.
        } catch (NotCommittedException _) {
            witness.saw(Coverage.REFUSED_REPLAY);
        } catch (DamagedStateException _) {
            // An unreadable event cannot be owed again; those that were read before it are.
            witness.saw(Coverage.UNREADABLE_LOG);
        }
    }

    /** Returns the events that are kept, lie in the window, and match a current rule. */
    private List<String> wanted() {
        var all = new ArrayList<String>();
        for (ObjectEvent event : witness.changes().values()) {
            boolean there = kept(event.sequencer().stamp());
            logged += there ? 1 : 0;
            if (there && inWindow(event.change())) {
                operator.rulesFor(topic, event.change())
                        .forEach(rule -> all.add(name(event.sequencer().stamp(), rule)));
            }
        }
        return all;
    }

    /** Returns whether the log has the event; an unreadable one counts as kept. */
    private boolean kept(long stamp) {
        try {
            return server.engine().journal().event(stamp).isPresent();
        } catch (DamagedStateException _) {
            return true;
        }
    }

    private boolean inWindow(Change change) {
        return !change.time().isBefore(window.since())
                && change.time().isBefore(window.until())
                && change.object().key().startsWith(window.keyPrefix());
    }

    private static String name(long stamp, String rule) {
        return stamp + " for " + rule;
    }

    @Override
    public void owes(WitnessedLane lane, Owed again) {
        long stamp = again.event().sequencer().stamp();
        demand(lane == topic.replays, () -> again + " is owed to the wrong lane");
        demand(!again.since().isBefore(began), () -> again + " does not age from " + began);
        demand(stamp >= last, () -> again + " is owed again after a newer one");
        last = stamp;
        String name = name(stamp, again.delivery().rule());
        demand(owed.add(name), () -> name + " is owed again twice");
        demand(
                operator.configured() != rulesThen || logged > PAGE || wanted.contains(name),
                () -> name + " is owed again, wanted were " + wanted);
        demand(
                inWindow(again.event().change())
                        && again.event().equals(witness.changes().get(stamp)),
                () -> again + " never happened, or not in " + window);
    }
}
