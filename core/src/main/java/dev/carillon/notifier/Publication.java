package dev.carillon.notifier;

import dev.carillon.event.Change;
import dev.carillon.event.OriginalMessage;
import dev.carillon.registry.Subscribers;
import dev.carillon.rule.DialectName;
import dev.carillon.state.State;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One message on its way in: submits its events, one commit each and many together, until each is
 * stored or recognized as a repetition. Not thread-safe.
 *
 * <p>The first new event of each rule carries the whole message. If somebody subscribes to whole
 * messages, the other events of the rule are submitted only after that one is stored: it may turn
 * out to be a repetition, and then the next one must carry the message.
 *
 * <p>What is submitted together is bounded, because every carrier copies the message. All events of
 * a rule that are submitted together rely on the same subscriptions: if those have changed, none of
 * them is stored before an earlier one.
 */
final class Publication {
    /** The size in bytes of the commits after which the other events wait. */
    static final long ENOUGH_BYTES = 4L << 20;

    private final OriginalMessage message;
    private final PublicationParts parts;
    private final Set<PublishedRule> carried = new HashSet<>();
    private List<Change> waiting;
    private int accepted;
    private int repeated;
    private int withoutSubscribers;

    /** An event, and its acceptance if it is submitted now. */
    private record Turn(Change change, Optional<Acceptance> acceptance) {
        boolean over() {
            return acceptance
                    .filter(submitted -> submitted.fate() != Acceptance.Fate.OPEN)
                    .isPresent();
        }

        long bytes() {
            return acceptance.map(submitted -> submitted.commit().bytes()).orElse(0L);
        }
    }

    Publication(OriginalMessage message, List<Change> events, PublicationParts parts) {
        this.message = message;
        this.parts = parts;
        this.waiting = events;
    }

    /** Returns whether events are left. */
    boolean pending() {
        return !waiting.isEmpty();
    }

    /** Submits those of the events that can be submitted together. */
    void submit(State state) {
        List<Turn> turns = turns();
        List<Acceptance> now = turns.stream().flatMap(turn -> turn.acceptance().stream()).toList();
        try {
            state.commitAll(
                    now.stream().map(Acceptance::commit).toList(),
                    (index, result) -> now.get(index).ended(result));
        } finally {
            now.forEach(Acceptance::close);
        }
        now.forEach(this::count);
        refresh(now);
        waiting = turns.stream().filter(turn -> !turn.over()).map(Turn::change).toList();
    }

    /** Returns what became of the events. */
    Publications.Outcome outcome() {
        return new Publications.Outcome(accepted, repeated, withoutSubscribers);
    }

    private List<Turn> turns() {
        var turns = new ArrayList<Turn>(waiting.size());
        var carriers = new HashSet<PublishedRule>();
        var found = new HashMap<PublishedRule, Subscribers>();
        long bytes = 0;
        for (Change change : waiting) {
            Turn turn = bytes > ENOUGH_BYTES ? later(change) : turn(change, found, carriers);
            bytes += turn.bytes();
            turns.add(turn);
        }
        return turns;
    }

    private Turn turn(
            Change change, Map<PublishedRule, Subscribers> found, Set<PublishedRule> carriers) {
        var rule = PublishedRule.of(change);
        Subscribers subscribers = found.computeIfAbsent(rule, parts::subscribers);
        Change submitted = change;
        if (!carried.contains(rule)) {
            if (carriers.add(rule)) {
                submitted = change.with(change.original().orElseThrow().in(message));
            } else if (subscribers.have(DialectName.BROKER_B2)) {
                return later(change);
            }
        }
        return new Turn(change, Optional.of(new Acceptance(submitted, rule, subscribers, parts)));
    }

    private static Turn later(Change change) {
        return new Turn(change, Optional.empty());
    }

    private void count(Acceptance acceptance) {
        switch (acceptance.fate()) {
            case STORED -> {
                accepted++;
                withoutSubscribers += acceptance.subscribed() ? 0 : 1;
                if (acceptance.carries()) {
                    carried.add(acceptance.rule());
                }
            }
            case REPEATED -> repeated++;
            case OPEN -> {}
        }
    }

    /** Reads the subscriptions of each rule again that refused events. */
    private void refresh(List<Acceptance> ended) {
        Map<PublishedRule, Subscribers> refused = new HashMap<>();
        ended.stream()
                .filter(acceptance -> acceptance.fate() == Acceptance.Fate.OPEN)
                .forEach(acceptance -> refused.put(acceptance.rule(), acceptance.subscribers()));
        refused.forEach(parts::refresh);
    }
}
