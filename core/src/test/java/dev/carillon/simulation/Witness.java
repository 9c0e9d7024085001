package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.event.ObjectEvent;
import dev.carillon.journal.Audit;
import dev.carillon.journal.AuditFindings;
import dev.carillon.journal.DeadLetters;
import dev.carillon.journal.Journal;
import dev.carillon.journal.LaneUpdate;
import dev.carillon.journal.Ledger;
import dev.carillon.simulation.SeededTasks.Moment;
import dev.carillon.state.State;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Sees every commit, every decision and every attempt, and says so at once when a promise is
 * broken. What all it saw comes to one number: two runs of one seed must have the same.
 */
final class Witness {
    private static final int OPENS_AT = 5;

    private final SeededTasks tasks;
    private final Map<String, WitnessedTopic> topics = new LinkedHashMap<>();
    private final Map<LaneId, WitnessedLane> lanes = new LinkedHashMap<>();
    private final TreeMap<Long, ObjectEvent> changes = new TreeMap<>();
    private final Set<Long> unannounced = new HashSet<>();
    private final Map<String, Boolean> toldAtOnce = new HashMap<>();
    private final Map<String, String> ids = new HashMap<>();
    private final Set<Coverage> sights = EnumSet.noneOf(Coverage.class);
    private final Set<String> everTold = new HashSet<>();
    private Optional<Repeating> repeating = Optional.empty();
    private List<LaneUpdate> entries = List.of();
    private int entriesSeen;
    private long stoppedAt = Long.MAX_VALUE;
    private int failedAtOnce;
    private boolean suspending;
    private long countedTwice;
    private final WitnessedDamage damage = new WitnessedDamage(this);
    private long trace;
    private int promises;

    Witness(SeededTasks tasks) {
        this.tasks = tasks;
    }

    void saw(Coverage coverage) {
        sights.add(coverage);
        trace(coverage.name().hashCode());
    }

    Set<Coverage> sights() {
        return sights;
    }

    private void trace(long event) {
        trace = (trace * 31 + event) * 31 + tasks.steady().toEpochMilli();
    }

    /** Everything that was seen, as one number. */
    long trace() {
        return trace;
    }

    int promises() {
        return promises;
    }

    Collection<WitnessedLane> lanes() {
        return lanes.values();
    }

    WitnessedLane lane(LaneId id) {
        return Optional.ofNullable(lanes.get(id)).orElseThrow();
    }

    void made(WitnessedTopic topic) {
        topics.put(topic.making, topic);
        topic.lanes().forEach(it -> lanes.put(it.id, it));
    }

    /** All changes that ever were, by stamp. */
    SortedMap<Long, ObjectEvent> changes() {
        return changes;
    }

    /** A change is committed, and who made it is not awake yet. */
    void changed(ObjectEvent event) {
        unannounced.add(event.sequencer().stamp());
        changes.put(event.sequencer().stamp(), event);
        trace(event.sequencer().stamp());
    }

    /** The time by the clock of the process. */
    Instant now() {
        return tasks.steady();
    }

    /** These rules were found to ask, at that moment. */
    record Found(Set<String> rules, Instant at) {}

    /** Who made a change is awake. */
    void announced(long stamp) {
        unannounced.remove(stamp);
    }

    /**
     * The size of the log is taken: what is committed and not announced is counted now, and again
     * when it is announced.
     */
    void measures(Map<Long, Long> sizes) {
        unannounced.forEach(it -> countedTwice += sizes.getOrDefault(it, 0L));
    }

    /** By how many bytes the log may be taken for larger than it is. */
    long countedTwice() {
        return countedTwice;
    }

    void promised(WitnessedLane lane, ObjectEvent event, Found found, Journal journal) {
        promises += found.rules().size();
        lane.promised(event, found.at(), found.rules(), journal);
    }

    /** From now on it is this that owes again what is owed again outside of errands. */
    void repeats(Repeating by) {
        repeating = Optional.of(by);
    }

    /** Nothing is owed again any more outside of errands. */
    void repeatsNoMore() {
        repeating = Optional.empty();
    }

    /** A commit is on disk: who owes things again is told which. */
    void committed(Journal journal, Optional<Committer> committer) {
        Optional<Repeating> by =
                committer.isEmpty()
                        ? repeating
                        : committer.filter(Repeating.class::isInstance).map(Repeating.class::cast);
        by.ifPresent(it -> owedAgain(journal, it));
        damage.look(journal);
    }

    /** What the disk cannot read any more. */
    WitnessedDamage damage() {
        return damage;
    }

    private void owedAgain(Journal journal, Repeating by) {
        for (WitnessedLane lane : lanes.values()) {
            while (lane.id.replay() && journal.given(lane.id) > lane.promises().size()) {
                Owed owed = lane.promisedAgain(journal);
                damage.owedAgain(lane.promise(owed.number()));
                by.owes(lane, owed);
                promises++;
                trace(owed.number());
            }
        }
    }

    /** The process has ended; its last commit may be on disk. */
    void found(Journal journal, Optional<Committer> unknown) {
        committed(journal, unknown);
        repeatsNoMore();
    }

    /** A commit was made whose event is to be told before it is answered. */
    void promisedAtOnce(ObjectEvent event) {
        toldAtOnce.put(name(event.change().object().key(), event.sequencer().stamp()), false);
    }

    private static String name(String key, long stamp) {
        return key + "/" + stamp;
    }

    /** Nothing more may be begun: the server stops, or cannot settle anything any more. */
    void stopped() {
        stoppedAt = Math.min(stoppedAt, tasks.mark());
    }

    /** Whether a lane has its rule suspended just now: whoever settles does not hear of it. */
    boolean suspending() {
        return suspending;
    }

    /** A lane begins, or ends, to have its rule suspended. */
    void suspending(boolean now) {
        suspending = now;
    }

    /** A lane awaits the end of these attempts, each of some deliveries. */
    void awaits(LaneId id, List<List<Long>> attempts) {
        lane(id).awaits(attempts, tasks.moment());
        if (stoppedAt == Long.MAX_VALUE) {
            lane(id).checkQueue();
        }
    }

    /** Lanes have decided this, and it is not handed to the disk yet. */
    @SuppressWarnings("ReferenceEquality") // What is handed to the disk begins another list.
    void decided(List<LaneUpdate> unwritten) {
        int from = unwritten == entries ? entriesSeen : 0;
        Moment now = tasks.moment();
        for (LaneUpdate laneUpdate : unwritten.subList(from, unwritten.size())) {
            WitnessedLane lane = lane(laneUpdate.lane());
            if (laneUpdate instanceof LaneUpdate.Park && lane.awaits(laneUpdate.owed().number())) {
                saw(Coverage.PARKED_IN_FLIGHT);
            }
            lane.decided(laneUpdate, now);
        }
        entries = unwritten;
        entriesSeen = unwritten.size();
    }

    /** An attempt arrives; what it is about, nothing if it is one of those made at once. */
    List<Promised> attempted(List<Told> all, Duration limit) {
        saw(Coverage.ATTEMPT);
        Told first = all.getFirst();
        all.forEach(it -> trace(it.stamp() * 31 + it.number()));
        if (first.number() == 0) {
            checkId(first);
            attemptedAtOnce(first);
            return List.of();
        }
        WitnessedLane lane = laneOf(first);
        List<Promised> promised = lane.attempted(all);
        Moment decided = lane.decided(promised.getFirst());
        demand(decided.step() < stoppedAt, () -> first + " was begun when nothing may be any more");
        demand(
                limit.equals(lane.topic.expectedPolicy().pace().timeout()),
                () -> first + " may take " + limit);
        if (promised.stream().anyMatch(it -> it.attempts > 0)) {
            saw(Coverage.RETRY);
        }
        if (first.replay()) {
            saw(Coverage.REPLAY_TOLD);
        }
        if (all.size() == 1) {
            checkId(first);
        } else {
            saw(Coverage.TOLD_TOGETHER);
        }
        for (Told told : all) {
            if (!everTold.add(lane.id + "/" + told.number() + "/" + told.attempt())) {
                saw(Coverage.REPEAT);
            }
        }
        return promised;
    }

    private WitnessedLane laneOf(Told told) {
        WitnessedTopic topic = topics.get(told.topic());
        demand(topic != null, () -> told + " is of a topic nobody made");
        return told.replay() ? topic.replays : topic.live;
    }

    /** An event has the same id for a rule, however often it is sent. */
    private void checkId(Told told) {
        String before = ids.putIfAbsent(told.stamp() + "/" + told.rule(), told.id());
        demand(
                before == null || before.equals(told.id()),
                () -> told + " has another id than before: " + before);
    }

    private void attemptedAtOnce(Told told) {
        Boolean before = toldAtOnce.put(name(told.key(), told.stamp()), true);
        demand(before != null, () -> told + " was never committed");
        demand(!before, () -> told + " is told twice, though it is told at once");
        saw(Coverage.TOLD_AT_ONCE);
    }

    /** How an attempt ended that was made at once. */
    void answeredAtOnce(AttemptResult result) {
        failedAtOnce = ExpectedPolicy.works(result) ? 0 : failedAtOnce + 1;
    }

    /** A client is answered: unless the far end is in trouble, the event was told before. */
    void answersClient(String key, long stamp) {
        demand(
                toldAtOnce.getOrDefault(name(key, stamp), false) || failedAtOnce >= OPENS_AT,
                () -> key + " is answered before its change " + stamp + " was told");
    }

    /** An attempt has ended that told all these. */
    void answered(List<Promised> all, AttemptResult result) {
        all.forEach(it -> trace(it.number * 31 + result.summary().hashCode()));
        WitnessedLane lane = all.getFirst().lane;
        lane.answered(all, result);
        if (lane.breakerOpen()) {
            saw(Coverage.BREAKER_OPEN);
        }
        if (all.size() > 1 && lane.topic.expectedPolicy().refusesForGood(result)) {
            saw(Coverage.REFUSED_TOGETHER);
        }
        for (Promised it : all) {
            switch (it.verdict) {
                case Verdict.GivenUp(String reason) when reason.equals("refused") ->
                        saw(Coverage.REFUSED);
                case Verdict.GivenUp(String reason) when reason.equals("retries-exhausted") ->
                        saw(Coverage.RETRIES_EXHAUSTED);
                default -> {}
            }
        }
    }

    /** The process has ended; what is on disk is all there is. */
    void died(State state, boolean clean) {
        stoppedAt = Long.MAX_VALUE;
        failedAtOnce = 0;
        countedTwice = 0;
        unannounced.clear();
        entries = List.of();
        saw(clean ? Coverage.CLEAN_STOP : Coverage.CRASH);
        compare(state, clean);
    }

    /** Once nothing is left to do: every promise is kept, or accounted for by a dead letter. */
    void checkTheEnd(State state) {
        compare(state, true)
                .forEach((lane, owing) ->
                        demand(
                                owing == 0,
                                () -> owing + " deliveries are owed for ever to " + lane.id));
    }

    /** Compares all that is on disk with what was seen: how much each lane owes. */
    private Map<WitnessedLane, Integer> compare(State state, boolean clean) {
        audit(state);
        var owing = new LinkedHashMap<WitnessedLane, Integer>();
        var journal = new Journal(state);
        var letters = new DeadLetters(state, new Ledger(state, journal));
        for (WitnessedLane lane : lanes.values()) {
            var audit = new LaneAudit(lane, journal, letters, tasks.moment());
            audit.settle(clean);
            audit.sights().forEach(this::saw);
            trace(audit.owing());
            owing.put(lane, audit.owing());
        }
        return owing;
    }

    /** Demands that what is on disk agrees with itself. */
    void audit(State state) {
        AuditFindings findings = Audit.of(state).findings();
        long explained = findings.words().stream().filter(damage::explains).count();
        demand(findings.count() == explained, () -> "on disk: " + findings.words());
    }
}
