package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.engine.DeliveryEngine;
import dev.carillon.event.ObjectEvent;
import dev.carillon.journal.Audit;
import dev.carillon.journal.AuditFindings;
import dev.carillon.journal.Journal;
import dev.carillon.journal.LaneUpdate;
import dev.carillon.simulation.SeededTasks.Moment;
import dev.carillon.state.State;
import dev.carillon.testkit.IdleEngine;

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
 * Sees every commit, every decision and every attempt, and throws as soon as a promise is broken.
 * Everything it saw is summed up in one number, which must be equal in two runs of one seed.
 */
final class Witness {
    private static final int OPENS_AT = 5;

    private final SeededTasks tasks;
    private final ClosedSecrets secrets;
    private final Map<String, WitnessedTopic> topics = new LinkedHashMap<>();
    private final Map<LaneId, WitnessedLane> lanes = new LinkedHashMap<>();
    private final TreeMap<Long, ObjectEvent> changes = new TreeMap<>();
    private final Set<Long> unannounced = new HashSet<>();
    private final Map<String, Boolean> sentSynchronously = new HashMap<>();
    private final Map<String, String> ids = new HashMap<>();
    private final Set<Coverage> sights = EnumSet.noneOf(Coverage.class);
    private final Set<String> everSent = new HashSet<>();
    private Optional<Repeating> repeating = Optional.empty();
    private List<LaneUpdate> entries = List.of();
    private int entriesSeen;
    private long stoppedAt = Long.MAX_VALUE;
    private int failedSynchronously;
    private boolean suspending;
    private long countedTwice;
    private final WitnessedDamage damage = new WitnessedDamage(this);
    private long trace;
    private int promises;

    Witness(SeededTasks tasks, ClosedSecrets secrets) {
        this.tasks = tasks;
        this.secrets = secrets;
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

    /** Returns everything that was seen, as one number. */
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
        topic.lanes().forEach(witnessedLane -> lanes.put(witnessedLane.id, witnessedLane));
    }

    /** Returns all changes so far, by stamp. */
    SortedMap<Long, ObjectEvent> changes() {
        return changes;
    }

    /** Records a change that is committed, while its caller has not resumed yet. */
    void changed(ObjectEvent event) {
        unannounced.add(event.sequencer().stamp());
        changes.put(event.sequencer().stamp(), event);
        trace(event.sequencer().stamp());
    }

    /** Returns the time by the clock of the process. */
    Instant now() {
        return tasks.steady();
    }

    /** The rules that matched, and the time of the match. */
    record Found(Set<String> rules, Instant at) {}

    /** Records that the caller of a change has resumed. */
    void announced(long stamp) {
        unannounced.remove(stamp);
    }

    /**
     * Records a measurement of the log's size: events that are committed and not announced are
     * counted now, and again when they are announced.
     */
    void measures(Map<Long, Long> sizes) {
        unannounced.forEach(number -> countedTwice += sizes.getOrDefault(number, 0L));
    }

    /** Returns the number of bytes by which the log may be overestimated. */
    long countedTwice() {
        return countedTwice;
    }

    void promised(WitnessedLane lane, ObjectEvent event, Found found, Journal journal) {
        promises += found.rules().size();
        lane.promised(event, found.at(), found.rules(), journal);
    }

    /** Sets the action that owes deliveries again outside of stepped tasks. */
    void repeats(Repeating by) {
        repeating = Optional.of(by);
    }

    /** Ends the action that owes deliveries again outside of stepped tasks. */
    void repeatsNoMore() {
        repeating = Optional.empty();
    }

    /** Records a commit, and passes the deliveries it owes again to the action that made it. */
    void committed(Journal journal, Optional<Committer> committer) {
        Optional<Repeating> by =
                committer.isEmpty()
                        ? repeating
                        : committer.filter(Repeating.class::isInstance).map(Repeating.class::cast);
        by.ifPresent(found -> owedAgain(journal, found));
        damage.look(journal);
    }

    /** Returns the records that the disk cannot read any more. */
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

    /** Records the last commit of a process that has ended; it may be on disk. */
    void found(Journal journal, Optional<Committer> unknown) {
        committed(journal, unknown);
        repeatsNoMore();
    }

    /** Records a commit whose event must be sent before the client is answered. */
    void promisedSynchronously(ObjectEvent event) {
        sentSynchronously.put(
                name(event.change().object().key(), event.sequencer().stamp()), false);
    }

    private static String name(String key, long stamp) {
        return key + "/" + stamp;
    }

    /** Records that no attempt may begin any more, because the server stops or cannot settle. */
    void stopped() {
        stoppedAt = Math.min(stoppedAt, tasks.mark());
    }

    /**
     * Returns whether a lane is suspending its rule; then a failed commit does not reach a
     * settlement.
     */
    boolean suspending() {
        return suspending;
    }

    /** Records that a lane begins or ends the suspension of its rule. */
    void suspending(boolean now) {
        suspending = now;
    }

    /** Checks the attempts, each of several deliveries, whose end a lane awaits. */
    void awaits(LaneId id, List<List<Long>> attempts) {
        WitnessedLane lane = lane(id);
        boolean begun = lane.awaits(attempts, tasks.moment());
        demand(
                !begun || !secrets.contains(lane.topic.name),
                () -> "an attempt is begun for " + lane.topic + ", whose secrets do not open");
        if (stoppedAt == Long.MAX_VALUE) {
            lane.checkQueue();
        }
    }

    /** Checks decisions of lanes that were not passed to the disk yet. */
    @SuppressWarnings("ReferenceEquality") // Passing decisions to the disk begins another list.
    void decided(List<LaneUpdate> unwritten) {
        int from = unwritten == entries ? entriesSeen : 0;
        Moment now = tasks.moment();
        for (LaneUpdate laneUpdate : unwritten.subList(from, unwritten.size())) {
            WitnessedLane lane = lane(laneUpdate.lane());
            if (laneUpdate instanceof LaneUpdate.Park && lane.awaits(laneUpdate.owed().number())) {
                saw(Coverage.PARKED_IN_FLIGHT);
            }
            checkPatience(lane, laneUpdate);
            lane.decided(laneUpdate, now);
        }
        entries = unwritten;
        entriesSeen = unwritten.size();
    }

    /** Checks that no patience ends without an attempt while the topic's secrets do not open. */
    private void checkPatience(WitnessedLane lane, LaneUpdate laneUpdate) {
        if (laneUpdate instanceof LaneUpdate.Dead dead
                && (dead.reason() == DeadReason.EXPIRED
                        || dead.reason() == DeadReason.RETRIES_EXHAUSTED)) {
            Promised it = lane.promise(dead.owed().number());
            demand(
                    it.verdict.isFinal() || !secrets.contains(lane.topic.name),
                    () -> it + " is given up while the secrets of its topic do not open");
        }
    }

    /**
     * Checks an attempt that arrives; returns its deliveries, none if it is a synchronous
     * notification.
     */
    List<Promised> attempted(List<SentEvent> all, Duration limit) {
        saw(Coverage.ATTEMPT);
        SentEvent first = all.getFirst();
        all.forEach(sentEvent -> trace(sentEvent.stamp() * 31 + sentEvent.number()));
        if (first.number() == 0) {
            checkId(first);
            attemptedSynchronously(first);
            return List.of();
        }
        WitnessedLane lane = laneOf(first);
        List<Promised> promised = lane.attempted(all);
        Moment decided = lane.decided(promised.getFirst());
        demand(
                !secrets.contains(lane.topic.name),
                () -> first + " is sent while the secrets of its topic do not open");
        demand(decided.step() < stoppedAt, () -> first + " was begun when nothing may be any more");
        demand(
                limit.equals(lane.topic.expectedPolicy().pace().timeout()),
                () -> first + " may take " + limit);
        if (promised.stream().anyMatch(found -> found.attempts > 0)) {
            saw(Coverage.RETRY);
        }
        if (first.replay()) {
            saw(Coverage.REPLAY_SENT);
        }
        if (all.size() == 1) {
            checkId(first);
        } else {
            saw(Coverage.SENT_TOGETHER);
        }
        for (SentEvent sent : all) {
            if (!everSent.add(lane.id + "/" + sent.number() + "/" + sent.attempt())) {
                saw(Coverage.REPEAT);
            }
        }
        return promised;
    }

    private WitnessedLane laneOf(SentEvent sent) {
        WitnessedTopic topic = topics.get(sent.topic());
        demand(topic != null, () -> sent + " is of a topic that was never created");
        return sent.replay() ? topic.replays : topic.live;
    }

    /** Checks that an event always has the same id for a rule. */
    private void checkId(SentEvent sent) {
        String before = ids.putIfAbsent(sent.stamp() + "/" + sent.rule(), sent.id());
        demand(
                before == null || before.equals(sent.id()),
                () -> sent + " has another id than before: " + before);
    }

    private void attemptedSynchronously(SentEvent sent) {
        Boolean before = sentSynchronously.put(name(sent.key(), sent.stamp()), true);
        demand(before != null, () -> sent + " was never committed");
        demand(!before, () -> sent + " is sent twice, although it is synchronous");
        saw(Coverage.SYNCHRONOUS);
    }

    /** Records the result of a synchronous notification. */
    void answeredSynchronously(AttemptResult result) {
        failedSynchronously = ExpectedPolicy.works(result) ? 0 : failedSynchronously + 1;
    }

    /**
     * Checks that the event was sent before the client is answered, unless the endpoint is in
     * trouble.
     */
    void answersClient(String key, long stamp) {
        demand(
                sentSynchronously.getOrDefault(name(key, stamp), false)
                        || failedSynchronously >= OPENS_AT,
                () -> key + " is answered before its change " + stamp + " was sent");
    }

    /** Records the end of an attempt with these deliveries. */
    void answered(List<Promised> all, AttemptResult result) {
        all.forEach(promised -> trace(promised.number * 31 + result.summary().hashCode()));
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

    /** Records the end of the process; only the content of the disk is left. */
    void died(State state, boolean clean) {
        stoppedAt = Long.MAX_VALUE;
        failedSynchronously = 0;
        countedTwice = 0;
        unannounced.clear();
        entries = List.of();
        saw(clean ? Coverage.CLEAN_STOP : Coverage.CRASH);
        compare(state, clean);
    }

    /** Checks, once nothing is left to do, that every promise is kept or has a dead letter. */
    void checkTheEnd(State state) {
        compare(state, true)
                .forEach((lane, owing) ->
                        demand(
                                owing == 0,
                                () -> owing + " deliveries are owed for ever to " + lane.id));
    }

    /**
     * Compares the content of the disk with what was seen; returns the number of owed deliveries of
     * each lane.
     */
    private Map<WitnessedLane, Integer> compare(State state, boolean clean) {
        audit(state);
        var owing = new LinkedHashMap<WitnessedLane, Integer>();
        DeliveryEngine engine = IdleEngine.over(state);
        for (WitnessedLane lane : lanes.values()) {
            var audit = new LaneAudit(lane, engine, tasks.moment());
            audit.settle(clean);
            audit.sights().forEach(this::saw);
            trace(audit.owing());
            owing.put(lane, audit.owing());
        }
        return owing;
    }

    /** Checks that the content of the disk is consistent. */
    void audit(State state) {
        AuditFindings findings = Audit.of(state).findings();
        long explained = findings.words().stream().filter(damage::explains).count();
        demand(findings.count() == explained, () -> "on disk: " + findings.words());
    }
}
