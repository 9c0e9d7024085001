package dev.carillon.deliver;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.Owed;
import dev.carillon.delivery.Settlement;
import dev.carillon.journal.Books;
import dev.carillon.journal.Page;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.EndOfPatience;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/**
 * Everything owed to one target, as a state machine: it gets inputs with the time, and returns the
 * actions to be done. It has no thread, no clock and does no I/O; not thread-safe.
 *
 * <p><b>Order.</b> Deliveries of one order key are attempted in number order, one at a time;
 * different keys concurrently, up to what the endpoint can handle. A key that waits for a retry
 * holds back only itself: when the window is full of such keys they are parked on disk and the lane
 * continues.
 *
 * <p><b>Memory.</b> At most what {@link LaneLimits} say, however much is owed.
 */
final class Lane {
    private final LaneLimits limits;
    private final Intake intake;
    private final Schedule schedule;
    private final LaneAttempts attempts;
    private final RandomGenerator random;
    private final WindowExits windowExits;
    private final Parking parking;
    private final ParkedReads parkedReads;
    private final Backlog backlog;
    private final QuotaDrops quotaDrops;
    private final Expiry expiry;
    private final Exhaustion exhaustion;

    private DeliveryPolicy policy = DeliveryPolicy.defaults();
    private final TreeSet<Instant> armed = new TreeSet<>();
    private boolean stopping;
    private boolean paused;
    private List<Action> actions = new ArrayList<>(4);

    /**
     * Creates a lane that has yet to read everything.
     *
     * @param books give the number from which the journal is to be read, the time of the last
     *     accepted delivery, and the shared attempts
     * @param given the last number given in the lane
     * @param random draws the jitter
     */
    Lane(Books books, long given, LaneLimits limits, RandomGenerator random) {
        this.limits = limits;
        this.attempts = new LaneAttempts(policy);
        this.intake = new Intake(books.head(), given);
        this.schedule = new Schedule(limits.share());
        this.backlog = new Backlog(given, books.done() + books.dead());
        this.windowExits =
                new WindowExits(
                        schedule, intake, backlog, line -> actions.add(new Action.Write(line)));
        this.parking = new Parking(limits, schedule, intake, attempts, windowExits);
        this.parkedReads = new ParkedReads(read -> actions.add(read), limits.parkedPage());
        this.quotaDrops = new QuotaDrops(backlog, schedule, intake, windowExits, parkedReads);
        this.expiry =
                new Expiry(
                        schedule,
                        windowExits,
                        new Suspension(books.accepted()),
                        () -> !attempts.unhindered(),
                        action -> actions.add(action));
        this.exhaustion =
                new Exhaustion(books.shared(), schedule, intake, windowExits, parkedReads, random);
        this.random = random;
    }

    /**
     * Sets, before any input, its policy and the first parked delivery of each such key. The
     * actions that this causes are returned with those of the first input.
     *
     * @param began when the process began to deliver: a lane may begin later
     */
    void resume(DeliveryPolicy current, Page parked, Instant began, Instant now) {
        use(current);
        expiry.resume(began);
        exhaustion.resume(now);
        backlog.lost(parked.losses());
        parked.owed().forEach(first -> schedule.addParked(first, now));
    }

    /**
     * Handles an input.
     *
     * @return the actions to be done in this order. Attempts begin before drops
     */
    List<Action> on(Input input, Instant now) {
        take(input, now);
        advance(now);
        while (quotaDrops.review()) {
            advance(now);
        }
        List<Action> asked = actions;
        actions = new ArrayList<>(4);
        return asked;
    }

    private void take(Input input, Instant now) {
        switch (input) {
            case Input.Offered(Owed owed) -> offered(owed, now);
            case Input.Loaded(Page page) -> loaded(page, now);
            case Input.ParkedLoaded(String key, Page page) -> parkedLoaded(key, page, now);
            case Input.Ended ended -> ended(ended, now);
            case Input.Hopeless(long number, DeadReason reason) -> hopeless(number, reason, now);
            case Input.Withdrawn(long number) -> withdrawn(number, now);
            case Input.Paused _ -> paused = true;
            case Input.Unpaused _ -> unpause(now);
            case Input.PolicyIs(DeliveryPolicy current) -> use(current);
            case Input.Weighed(long bytes) -> backlog.weighed(bytes);
            case Input.Lost(long deliveries) -> backlog.lost(deliveries);
            case Input.NotSuspended _ -> expiry.notSuspended();
            case Input.Woken(Instant at) -> armed.remove(at);
            case Input.Stopping _ -> stopping = true;
        }
    }

    /** Returns whether no attempt is in flight and nothing parked is being read. */
    boolean idle() {
        return attempts.isEmpty() && parkedReads.underWay() == 0;
    }

    /**
     * Returns the last number that it knows, if it has settled everything that it knows and could
     * read.
     */
    OptionalLong settledUpTo() {
        return idle() && schedule.isEmpty() ? intake.takenUpTo() : OptionalLong.empty();
    }

    /** Returns the amount that it owes. */
    Backlog backlog() {
        return backlog;
    }

    /** Returns its present condition. */
    LaneStatus standing() {
        return attempts.standing();
    }

    /**
     * Applies a policy: deliveries that wait for a retry keep their due times, everything else
     * follows the new policy immediately.
     */
    private void use(DeliveryPolicy current) {
        policy = current;
        quotaDrops.use(current.quota());
        if (current.quota().bytes().isPresent() && !backlog.weighs()) {
            actions.add(new Action.Weigh(backlog.startWeighing()));
        }
        schedule.longestWait(RetryRules.longestWait(current.retry()));
        expiry.use(current);
        exhaustion.use(current.retry());
        attempts.use(current);
    }

    /**
     * Handles an offer. A lane that stops takes no deliveries: what it owes on disk is left to the
     * next process.
     */
    private void offered(Owed owed, Instant now) {
        backlog.owed(owed);
        intake.heardOf(owed.number());
        if (!stopping) {
            takeAll(intake.offered(owed, limits.window() - schedule.size(), now), now);
        }
    }

    private void loaded(Page page, Instant now) {
        backlog.lost(page.losses());
        if (!stopping) {
            takeAll(intake.loaded(page), now);
        }
    }

    private void takeAll(List<Owed> taken, Instant now) {
        parking.takeIn(taken, now);
        if (!paused) {
            exhaustion.giveUp(taken, now);
        }
    }

    private void parkedLoaded(String key, Page page, Instant now) {
        parkedReads.ended();
        backlog.lost(page.losses());
        if (stopping) {
            return;
        }
        KeyQueue keyQueue = schedule.queueOf(key);
        keyQueue.busy(false);
        keyQueue.loaded(page.owed(), !page.end());
        quotaDrops.shedRead(keyQueue, now);
        exhaustion.giveUpRead(keyQueue, now);
    }

    private void ended(Input.Ended ended, Instant now) {
        AttemptResult result = ended.result();
        List<KeyQueue> batch = attempts.ended(ended.number());
        attempts.took(result, ended.took());
        Owed first = batch.getFirst().head();
        boolean before = first.delivery().attempts() > 0;
        boolean failedProbe = learn(signal(result, before), ended.number(), now);
        expiry.learn(result, now);
        if (failedProbe) {
            exhaustion.probeFailed(batch.getFirst(), result, now);
        }
        for (KeyQueue keyQueue : batch) {
            settle(keyQueue, result, batch.size() > 1, now);
            schedule.place(keyQueue, now);
        }
        if (failedProbe) {
            exhaustion.giveUpAll(now);
        }
        exhaustion.tidy(first);
    }

    private void settle(KeyQueue keyQueue, AttemptResult result, boolean together, Instant now) {
        Owed owed = keyQueue.head();
        Tries tries = exhaustion.tries(owed.tried(result));
        Instant since = expiry.since(owed);
        switch (RetryRules.after(result, tries, since, policy.retry(), now, random)) {
            case Settlement.Done _ -> windowExits.done(keyQueue, owed.tried(result), now);
            case Settlement.Again(Instant at) -> again(keyQueue, at, result, now);
            case Settlement.Dead(DeadReason reason)
                    when reason == DeadReason.REFUSED && together -> {
                again(keyQueue, now, result, now);
                keyQueue.goAlone();
            }
            case Settlement.Dead(DeadReason reason)
                    when expiry.ends(reason, owed.tried(result), now) ->
                    again(keyQueue, now, result, now);
            case Settlement.Dead(DeadReason reason) ->
                    windowExits.bury(keyQueue, owed.tried(result), reason, now);
        }
    }

    /**
     * Returns what a result says about the endpoint. Nothing keeps attempts from the endpoint of a
     * subscription that is removed when it fails.
     */
    private EndpointSignal signal(AttemptResult result, boolean before) {
        return policy.end() == EndOfPatience.REMOVE_SUBSCRIPTION
                ? EndpointSignal.WORKS
                : EndpointSignal.of(result, before);
    }

    private void again(KeyQueue keyQueue, Instant at, AttemptResult result, Instant now) {
        Owed again = keyQueue.head().triedAndDue(now, at, result);
        windowExits.again(keyQueue, again, EndpointSignal.blamesMessage(result));
    }

    private void hopeless(long number, DeadReason reason, Instant now) {
        for (KeyQueue keyQueue : attempts.notMade(number)) {
            windowExits.bury(keyQueue, keyQueue.head(), reason, now);
            schedule.place(keyQueue, now);
        }
    }

    private void withdrawn(long number, Instant now) {
        attempts.notMade(number).forEach(keyQueue -> schedule.place(keyQueue, now));
    }

    /**
     * Ends a pause. It counts as little against the patience of a rule as time in which the server
     * was off.
     */
    private void unpause(Instant now) {
        paused = false;
        expiry.resume(now);
    }

    /**
     * Learns what an attempt says about the endpoint.
     *
     * @return whether it was a probe, and failed
     */
    private boolean learn(EndpointSignal endpointSignal, long number, Instant now) {
        boolean wasOpen = !attempts.unhindered();
        boolean failedProbe = attempts.learn(endpointSignal, number, now);
        if (wasOpen && attempts.unhindered() && endsWithTheTrouble()) {
            schedule.wakeAll();
        }
        return failedProbe;
    }

    /** Does everything that can be done now, whatever made it possible. */
    private void advance(Instant now) {
        intake.look(now);
        if (allowed()) {
            schedule.wake(now);
            expiry.giveUpAll(now);
        }
        if (!stopping && !expiry.suspending()) {
            quotaDrops.shed(now);
        }
        if (allowed()) {
            exhaustion.readParked();
            start(now);
            parking.makeRoom();
        }
        if (!stopping && !expiry.suspending()) {
            read();
        }
        wakeLater(now);
    }

    /** Returns whether attempts may be made, and deliveries be given up for their age or number. */
    private boolean allowed() {
        return !stopping && !paused && !expiry.suspending();
    }

    private void start(Instant now) {
        while (!expiry.suspending() && attempts.admits(parkedReads.underWay(), now)) {
            Optional<KeyQueue> next =
                    attempts.unhindered()
                            ? schedule.takeReady()
                            : schedule.takeProbe().or(this::probe);
            if (next.isEmpty()) {
                return;
            }
            start(next.get(), now);
        }
    }

    /** Returns a waiting queue that may serve as the probe while the breaker is open. */
    private Optional<KeyQueue> probe() {
        return endsWithTheTrouble() ? schedule.takeWaiting() : Optional.empty();
    }

    private boolean endsWithTheTrouble() {
        return policy.retry().schedule().endsWithTheTrouble();
    }

    private void start(KeyQueue keyQueue, Instant now) {
        if (keyQueue.unread()) {
            parkedReads.begin(keyQueue);
        } else if (expiry.expired(keyQueue, now)) {
            expiry.giveUp(keyQueue, now);
        } else if (!exhaustion.giveUp(keyQueue, now)) {
            attempt(keyQueue, now);
        }
    }

    private void attempt(KeyQueue first, Instant now) {
        boolean probes = attempts.starting(first, now);
        List<KeyQueue> batch = probes ? List.of(first) : batch(first, now);
        attempts.started(batch);
        actions.add(new Action.Try(batch.stream().map(KeyQueue::head).toList()));
    }

    /**
     * Returns the queues whose first deliveries are sent in one message with that of {@code first}.
     */
    private List<KeyQueue> batch(KeyQueue first, Instant now) {
        return policy.maxBatch() == 1 || !first.mayShare()
                ? List.of(first)
                : schedule.takeAlong(
                        first,
                        policy.maxBatch(),
                        keyQueue ->
                                !expiry.expired(keyQueue, now) && !exhaustion.exhausted(keyQueue));
    }

    private void read() {
        int room = limits.window() - schedule.size();
        boolean worthIt = room >= limits.window() / 2 || (room > 0 && schedule.nothingReady());
        boolean used = attempts.unhindered() && !paused;
        boolean needed = used || schedule.isEmpty() || quotaDrops.tooMuch();
        if (intake.wantsReading() && worthIt && needed) {
            intake.startReading();
            actions.add(new Action.Read(intake.next(), room));
        }
    }

    private void wakeLater(Instant now) {
        Instant first = intake.gapEnds().orElse(Instant.MAX);
        if (allowed()) {
            first = earlier(first, schedule.nextDue().orElse(Instant.MAX));
            first = earlier(first, attempts.next(schedule, parkedReads.underWay(), now));
            first = earlier(first, expiry.next(now));
        }
        if (armed.isEmpty() ? first.isBefore(Instant.MAX) : first.isBefore(armed.first())) {
            armed.add(first);
            actions.add(new Action.WakeAt(first));
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
