package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.event.ObjectEvent;
import dev.carillon.journal.Journal;
import dev.carillon.journal.LaneUpdate;
import dev.carillon.simulation.SeededTasks.Moment;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The witness's knowledge of one lane: all deliveries ever promised to it, in number order. It
 * checks every decision when it is made, and every attempt when it arrives.
 */
final class WitnessedLane {
    /** The number of failures after which a delivery is sent alone. */
    private static final int TRIES_TOGETHER = 2;

    private static final Duration JUST_HAPPENED = Duration.ofSeconds(1);

    final WitnessedTopic topic;
    final LaneId id;
    private final SeededTasks tasks;
    private final List<Promised> promises = new ArrayList<>();
    private final WitnessedOrder order = new WitnessedOrder();
    private final Map<Long, Set<String>> rulesOfStamp = new HashMap<>();
    private final WitnessedFlights flights = new WitnessedFlights();
    private final WitnessedEnd end;
    private final WitnessedQueue queue = new WitnessedQueue(promises);
    private final WitnessedSuspension suspension;
    private boolean inMemory;

    WitnessedLane(WitnessedTopic topic, LaneId id, SeededTasks tasks) {
        this.topic = topic;
        this.id = id;
        this.tasks = tasks;
        this.end = new WitnessedEnd(id.replay());
        this.suspension =
                new WitnessedSuspension(!id.replay() && topic.name.equals(RuleOwner.TOPIC));
    }

    List<Promised> promises() {
        return promises;
    }

    WitnessedQueue queue() {
        return queue;
    }

    boolean breakerOpen() {
        return end.breakerOpen();
    }

    void paceChanged() {
        end.paceChanged();
    }

    /**
     * Returns the limits of its queue; a replay lane has none, because its deliveries are owed
     * already.
     */
    Room room() {
        return id.replay() ? Room.ENDLESS : topic.expectedPolicy().room();
    }

    /**
     * Records a commit that owes one event to the lane for each of these rules, and checks it in
     * the journal.
     *
     * @param madeUp when the match was made
     */
    void promised(ObjectEvent event, Instant madeUp, Set<String> rules, Journal journal) {
        rulesOfStamp.put(event.sequencer().stamp(), new HashSet<>(rules));
        for (int i = 0; i < rules.size(); i++) {
            Owed owed = onDisk(journal);
            checkAge(owed, madeUp);
            promise(owed);
        }
    }

    /**
     * Checks from when a delivery ages: from its event's time by the wall clock, or, if that clock
     * was set back and shows a time long past, from the time of the match by the lanes' own clock.
     */
    private static void checkAge(Owed owed, Instant madeUp) {
        Instant happened = owed.event().change().time();
        boolean longPast = happened.isBefore(madeUp.minus(JUST_HAPPENED));
        demand(
                owed.since().equals(longPast ? madeUp : happened),
                () -> owed + " does not age from " + (longPast ? madeUp : happened));
    }

    /** Records a commit that owes a delivery again; returns it as the journal has it. */
    Owed promisedAgain(Journal journal) {
        Owed owed = onDisk(journal);
        promise(owed).rule = owed.delivery().rule();
        return owed;
    }

    private Owed onDisk(Journal journal) {
        long number = promises.size() + 1L;
        List<Owed> found = journal.read(id, number, 1).owed();
        demand(
                !found.isEmpty() && found.getFirst().number() == number,
                () -> "delivery %d of lane %s is not on disk".formatted(number, id));
        return found.getFirst();
    }

    private Promised promise(Owed owed) {
        var it =
                new Promised(
                        this,
                        owed.number(),
                        owed.event().change().object().key(),
                        owed.event().sequencer().stamp(),
                        owed.since(),
                        (int) Journal.size(owed.event()));
        promises.add(it);
        queue.promised(it);
        order.add(it);
        return it;
    }

    /** Returns the delivery with this number. */
    Promised promise(long number) {
        demand(
                number >= 1 && number <= promises.size(),
                () -> "delivery %d of lane %s was never committed".formatted(number, id));
        return promises.get((int) number - 1);
    }

    /**
     * Checks the attempts that the lane has requested and awaits.
     *
     * @return whether it requested one since the last time
     */
    boolean awaits(List<List<Long>> attempts, Moment now) {
        if (!inMemory) {
            inMemory = true;
            queue.offered(promises.size());
        }
        suspension.looks(promises, topic.expectedPolicy(), now);
        flights.abandoned(attempts).forEach(end::abandoned);
        boolean begun = false;
        for (List<Long> numbers : attempts) {
            if (flights.begun(numbers, now)) {
                begun = true;
                suspension.begins(now);
                end.decided(now, flights.count(), topic.expectedPolicy().pace());
                List<Promised> those = numbers.stream().map(this::promise).toList();
                those.forEach(promised -> checkTerms(promised, now));
                checkTogether(those);
            }
        }
        return begun;
    }

    /** Checks that a message has no more deliveries than allowed, and only one for each key. */
    private void checkTogether(List<Promised> those) {
        int most = topic.expectedPolicy().together();
        demand(those.size() <= most, () -> those + " share a message, at most " + most);
        if (those.size() > 1) {
            long keys = those.stream().map(promised -> promised.key).distinct().count();
            demand(keys == those.size(), () -> "two of one key share a message: " + those);
            demand(
                    those.stream()
                            .noneMatch(promised ->
                                    promised.alone || promised.attempts >= TRIES_TOGETHER),
                    () -> "what has to go alone shares a message: " + those);
        }
    }

    /** Checks, while the server is working, that the queue does not exceed its limits. */
    void checkQueue() {
        if (!topic.removed()) {
            queue.checkDropping(room(), flights.numbers(), tasks.age());
        }
    }

    private void checkTerms(Promised it, Moment now) {
        demand(
                suspension.possible() || !topic.expectedPolicy().expired(it.since, now.at()),
                () -> it + " is to be tried when its time to live has passed");
        demand(
                it.shared.least() == 0
                        || !topic.expectedPolicy().exhausted(it.attempts + it.shared.least()),
                () -> it + " is to be tried though its tries are used up");
        if (it.verdict instanceof Verdict.Again(Instant due, Moment since, boolean strict)
                && (strict || topic.alwaysNamed())) {
            Instant latest = since.at().plus(topic.longestWaitSince(since.step()));
            demand(
                    !now.at().isBefore(due.isBefore(latest) ? due : latest),
                    () -> it + " is to be tried again at " + now.at() + ", due at " + due);
        }
    }

    /** Checks a decision of the lane about a delivery. */
    void decided(LaneUpdate laneUpdate, Moment now) {
        Promised it = promise(laneUpdate.owed().number());
        queue.progressed(tasks.age());
        switch (laneUpdate) {
            case LaneUpdate.Done _ -> {
                demand(it.verdict instanceof Verdict.Delivered, () -> it + " is called done");
                queue.settled(it);
            }
            case LaneUpdate.Dead dead -> givenUp(it, dead.reason().word(), now);
            case LaneUpdate.Again(Owed again, _, _) -> {
                demand(
                        it.verdict instanceof Verdict.Again(Instant due, _, _)
                                && !again.delivery().due().isBefore(due),
                        () -> it + " is to be tried again at " + again.delivery().due());
            }
            case LaneUpdate.Park _ -> queue.park(it.number);
            case LaneUpdate.Counted _ -> {}
        }
    }

    private void givenUp(Promised it, String reason, Moment now) {
        if (!it.verdict.equals(new Verdict.GivenUp(reason))) {
            demand(!it.over() && !it.inTheAir, () -> it + " is given up, being " + reason);
            checkReason(it, reason, now);
        }
        it.verdict = new Verdict.GivenUp(reason);
        queue.settled(it);
    }

    /** Checks the reasons that need no attempt. */
    private void checkReason(Promised it, String reason, Moment now) {
        switch (reason) {
            case "expired" ->
                    demand(
                            suspension.mayExpire(it, topic.expectedPolicy(), end.mayBeOpen(), now),
                            () -> it + " is given up as expired at " + now.at());
            case "queue-full" -> queue.checkDropped(it, room());
            case "retries-exhausted" ->
                    demand(
                            it.shared.most() > 0
                                    && topic.expectedPolicy()
                                            .exhausted(it.attempts + it.shared.most()),
                            () -> it + " is given up though it has tries left");
            case "no-endpoint" ->
                    demand(topic.everUnreachable(), () -> it + " is given up: no endpoint");
            case "topic-deleted", "rule-deleted", "suspended" ->
                    demand(topic.ended(reason), () -> it + " is given up, but not " + topic);
            default -> throw new AssertionError(it + " is given up, being " + reason);
        }
    }

    /** Checks an attempt that arrives, with all deliveries in its message. */
    List<Promised> attempted(List<SentEvent> all) {
        List<Promised> those = all.stream().map(this::attempted).toList();
        int tries = those.stream().mapToInt(promised -> promised.attempts).max().orElse(0);
        List<Long> numbers = those.stream().map(promised -> promised.number).toList();
        demand(
                flights.numbersOf(numbers.getFirst()).equals(numbers),
                () -> those + " are sent, but were not decided so");
        demand(
                all.getFirst().attempt() == tries + 1,
                () -> those + " are sent as attempt " + all.getFirst().attempt());
        return those;
    }

    private Promised attempted(SentEvent sent) {
        Promised it = promiseOf(sent);
        demand(awaits(it.number), () -> it + " is sent, but that was not decided");
        demand(!topic.removed(), () -> it + " is sent although the topic is deleted");
        demand(!it.settled, () -> it + " is sent again although it is settled on disk");
        demand(!it.verdict.isFinal(), () -> it + " is sent again although it was finished");
        demand(!it.inTheAir, () -> it + " is sent twice at the same time");
        order.check(it);
        WitnessedWaits.check(it, tasks.steady());
        it.inTheAir = true;
        return it;
    }

    /** Returns whether the delivery is in flight. */
    boolean awaits(long number) {
        return flights.numbers().contains(number);
    }

    /** Returns when the current attempt was decided. */
    Moment decided(Promised it) {
        return flights.decided(it.number);
    }

    private Promised promiseOf(SentEvent sent) {
        Promised it = promise(sent.number());
        demand(
                it.stamp == sent.stamp() && it.key.equals(sent.key()),
                () -> sent + " has the number of " + it);
        if (it.rule.isEmpty()) {
            it.rule = sent.rule();
            boolean owed = rulesOfStamp.getOrDefault(it.stamp, Set.of()).remove(sent.rule());
            demand(owed, () -> sent + " matches no rule, or one rule twice");
        }
        demand(it.rule.equals(sent.rule()), () -> sent + " was sent for another rule: " + it);
        return it;
    }

    /** Records the end of an attempt, and derives the required verdict of each delivery in it. */
    void answered(List<Promised> those, AttemptResult result) {
        Moment now = tasks.moment();
        boolean alone = those.size() == 1;
        suspension.answered(result, now);
        for (Promised it : those) {
            it.inTheAir = false;
            it.attempts++;
            it.tried = true;
            it.verdict = after(result, alone, it, now);
            it.alone |= !alone && topic.expectedPolicy().refusesForGood(result);
        }
        Moment decided = flights.ended(those.getFirst().number);
        if (alone && end.maybeProbe(decided) && topic.expectedPolicy().countsForAll(result)) {
            probed(those.getFirst(), end.surelyProbe(decided), result, now.at());
        }
        end.answered(decided, result, now);
    }

    private Verdict after(AttemptResult result, boolean alone, Promised it, Moment now) {
        ExpectedPolicy expectedPolicy = topic.expectedPolicy();
        Verdict verdict =
                expectedPolicy.after(result, alone, it, suspension.since(it, expectedPolicy), now);
        return verdict.equals(new Verdict.GivenUp("expired"))
                ? suspension.expired(it, expectedPolicy, now)
                : verdict;
    }

    /**
     * Counts a failed probe that shows that the endpoint is unavailable as a try of all owed
     * deliveries.
     */
    private void probed(Promised probe, boolean certain, AttemptResult result, Instant at) {
        for (Promised it : promises) {
            if (!it.over()) {
                boolean known = certain && it.number <= queue.offered();
                topic.expectedPolicy().probed(it, it == probe, known, result, at);
            }
        }
    }

    /** Records a change of the retry policy. */
    void retriesChanged() {
        promises.forEach(promised -> promised.shared.termsChanged());
    }

    /** Checks a dead letter on disk, and records its delivery as settled. */
    Promised buried(DeadLetter letter) {
        Promised it = promise(letter.delivery().number());
        String reason = letter.reason().word();
        demand(
                it.stamp == letter.delivery().eventStamp() && !it.gone,
                () -> letter + " is kept as that of " + it);
        if (!it.settled) {
            demand(
                    it.verdict.equals(new Verdict.GivenUp(reason))
                            || (!it.over() && topic.ended(reason))
                            || unread(it, reason),
                    () -> it + " is a dead letter: " + reason);
            it.settled = true;
            it.dead = Optional.of(reason);
        }
        return it;
    }

    private static boolean unread(Promised it, String reason) {
        return reason.equals(Promised.UNREADABLE) && it.recordBad;
    }

    /** Checks that the lane's rule may be suspended. */
    void checkSuspends(Moment now) {
        suspension.check(now);
    }

    /** Records that the lane's rule could not be suspended. */
    void notSuspended() {
        suspension.declined();
    }

    /**
     * Records the end of a pause in which nothing could be attempted: it does not count towards a
     * rule's patience.
     */
    void resumed(Instant now) {
        if (inMemory) {
            suspension.resumed(now);
        }
    }

    /** Records a restart, with what {@link LaneAudit} found on disk. */
    void livesAgain(Set<Long> parkedOnDisk, Instant acceptedOnDisk, boolean clean) {
        if (clean) {
            suspension.checkKept(acceptedOnDisk);
        }
        suspension.livesAgain(acceptedOnDisk, tasks.steady());
        flights.clear();
        inMemory = false;
        end.forget();
        queue.livesAgain(parkedOnDisk, tasks.age());
        order.livesAgain(promises);
        for (Promised it : promises) {
            it.alone = false;
            it.tried = false;
            it.latest = Instant.MAX;
        }
    }

    /** Returns the first unfinished delivery whose key endpoints do not refuse. */
    Optional<Promised> heldBack() {
        return promises.stream()
                .filter(promised -> !promised.over() && !promised.unknowable() && !topic.removed())
                .filter(promised -> !SimulatedEndpoint.refuses(promised.key))
                .findFirst();
    }
}
