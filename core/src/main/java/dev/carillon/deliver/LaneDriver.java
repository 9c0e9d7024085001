package dev.carillon.deliver;

import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.journal.Books;
import dev.carillon.journal.LaneUpdate;
import dev.carillon.journal.Page;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.EndOfPatience;
import dev.carillon.rule.Quota;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Carries out the actions of one lane: reads, attempts, writes, wakes. The lock guards the lane;
 * nothing that waits is done under it.
 *
 * <p>Thread-safe.
 */
final class LaneDriver {
    /** The pause of an attempt if settlements are not written as fast as they come. */
    private static final Duration CROWDED_PAUSE = Duration.ofMillis(50);

    private static final Logger LOG = LoggerFactory.getLogger(LaneDriver.class);

    private final LaneId id;
    private final LaneServices services;
    private final Runnable ended;
    private final Guard guard = new Guard();
    private final Lane lane;
    private final ClosedLaneDrain closedLaneDrain;
    private final LaneReads reads;
    private DeliveryPolicy policy = DeliveryPolicy.defaults();
    private final LaneWork work = new LaneWork();
    private volatile boolean stopped;
    private boolean paused;
    private boolean removed;
    private OptionalLong lookedUpTo = OptionalLong.empty();

    /**
     * Creates the driver of a lane as stored in the journal; it does nothing before the first
     * {@link #handle}.
     *
     * @param ended runs when its failures ended the subscription: closes its lanes
     * @param forgotten runs when the topic is deleted and nothing is owed to it any more
     */
    LaneDriver(LaneId id, LaneServices services, Runnable ended, Runnable forgotten) {
        this.id = id;
        this.services = services;
        this.ended = ended;
        this.reads = new LaneReads(id, services, this::onDisk, this::handle);
        this.closedLaneDrain = new ClosedLaneDrain(id, services, forgotten);
        Books books = services.journal().books(id);
        long given = services.journal().given(id);
        this.lane = new Lane(books, given, services.limits(), services.random());
        if (services.find(id) instanceof Lookup.Found(Destination to)) {
            policy = ofLane(to.policy());
        }
        Page parked = reads.givingUp(services.journal().parkedHeads(id));
        lane.resume(policy, parked, services.began(), services.clock().instant());
    }

    /** Gives the lane an input and carries out its actions. */
    void handle(Input input) {
        guard.ask(() -> decide(input)).forEach(this::carryOut);
        rest();
    }

    /** Hands over a delivery that a commit owes to the lane. */
    void offer(Owed owed) {
        handle(new Input.Offered(owed));
    }

    /** Returns whether the topic's quota leaves no room for one more. */
    boolean full(Quota quota) {
        return guard.ask(() -> lane.backlog().full(quota));
    }

    /**
     * Looks up the destination again, because the topic's attributes may have changed, or it may be
     * deleted.
     */
    void refresh() {
        switch (services.find(id)) {
            case Lookup.Found(Destination to) -> use(to);
            case Lookup.Gone _ -> remove();
            case Lookup.Failed _ -> {}
        }
    }

    LaneStatus standing() {
        return guard.ask(lane::standing);
    }

    /** Returns the number of deliveries that it settled; empty after the lane was closed. */
    OptionalLong settled() {
        return guard.ask(
                () -> removed ? OptionalLong.empty() : OptionalLong.of(lane.backlog().settled()));
    }

    /**
     * Closes the lane: no delivery is attempted any more, and everything owed becomes dead letters.
     */
    void remove() {
        guard.ask(
                        () -> {
                            removed = true;
                            return decide(new Input.Stopping());
                        })
                .forEach(this::carryOut);
        rest();
    }

    /** Starts nothing new. */
    void stop() {
        stopped = true;
        handle(new Input.Stopping());
    }

    /**
     * Ends this driver for good after its lane failed, so that another driver can start from what
     * is on disk. Nothing ends while attempts or readings are in progress: call it again then.
     *
     * @return whether it has ended, so that it neither sends nor settles anything any more
     */
    boolean abandon() {
        return guard.ask(work::end);
    }

    private void onDisk(Runnable task) {
        services.tasks().runOnDisk(() -> work.run(task));
    }

    /**
     * Passes entries on under the guard, so that they are written in the order in which they were
     * decided.
     */
    private List<Action> decide(Input input) {
        if (work.ended() || services.settler().ended()) {
            return List.of();
        }
        List<Action> actions = lane.on(input, services.clock().instant());
        for (Action action : actions) {
            if (action instanceof Action.Write(LaneUpdate laneUpdate)) {
                keep(laneUpdate);
            }
        }
        return actions;
    }

    private void keep(LaneUpdate laneUpdate) {
        services.settler().add(laneUpdate);
        switch (laneUpdate) {
            case LaneUpdate.Done done ->
                    services.metrics().done(Duration.between(done.owed().since(), done.at()));
            case LaneUpdate.Dead dead -> services.metrics().dead(dead.reason(), 1);
            case LaneUpdate.Again _, LaneUpdate.Counted _, LaneUpdate.Park _ -> {}
        }
    }

    /**
     * Carries out an action. If nothing can be settled any more, nothing is begun, because it would
     * only be repeated.
     */
    private void carryOut(Action action) {
        if (!services.settler().settles(id)) {
            return;
        }
        switch (action) {
            case Action.Try(List<Owed> batch) -> tryIt(batch);
            case Action.Suspend(String reason) -> onDisk(() -> suspend(reason));
            case Action.Read read -> reads.read(read);
            case Action.ReadParked parked -> reads.readParked(parked);
            case Action.Weigh weigh -> reads.weigh(weigh);
            case Action.WakeAt(Instant at) ->
                    services.tasks().runAt(at, () -> handle(new Input.Woken(at)));
            case Action.Write(LaneUpdate laneUpdate) -> logGivenUp(laneUpdate);
        }
    }

    private void logGivenUp(LaneUpdate laneUpdate) {
        if (laneUpdate instanceof LaneUpdate.Dead dead) {
            String topic =
                    services.find(id) instanceof Lookup.Found(Destination to) ? to.name() : "";
            services.givenUp().log(topic, dead);
        }
    }

    /** Suspends the rule or removes the subscription; a removal that fails is retried later. */
    private void suspend(String reason) {
        boolean removes = guard.ask(() -> policy.end() == EndOfPatience.REMOVE_SUBSCRIPTION);
        boolean done;
        try {
            done = services.targets().suspend(id, reason);
        } catch (RuntimeException e) {
            LOG.error("the rule or subscription of lane {} cannot be suspended", id, e);
            if (removes) {
                Instant later = services.clock().instant().plus(LaneReads.AGAIN);
                services.tasks().runAt(later, () -> carryOut(new Action.Suspend(reason)));
                return;
            }
            done = false;
        }
        if (done && removes) {
            ended.run();
        } else if (done) {
            remove();
        } else {
            handle(new Input.NotSuspended());
        }
    }

    private void tryIt(List<Owed> batch) {
        if (services.settler().crowded()) {
            Instant later = services.clock().instant().plus(CROWDED_PAUSE);
            services.tasks().runAt(later, () -> tryIt(batch));
            return;
        }
        services.inFlight().enter();
        work.enter();
        services.slots()
                .take(
                        id,
                        () -> {
                            try {
                                tryUnlessStopped(batch);
                            } finally {
                                work.leave();
                                services.inFlight().leave();
                            }
                        });
    }

    /**
     * Attempts a batch. One whose turn comes after the stop is left to the next process. In every
     * other case the lane gets the result, so that neither its slot nor its key is lost.
     */
    private void tryUnlessStopped(List<Owed> batch) {
        if (stopped || work.ended()) {
            return;
        }
        var outcome = QueuedAttempt.failed(batch, "internal error: see the server's log");
        try {
            outcome = trying(batch);
        } finally {
            land(batch, outcome);
        }
    }

    /**
     * Attempts a batch, or returns a failure that leads to a retry if the lane's destination cannot
     * be found out.
     */
    private QueuedAttempt.Outcome trying(List<Owed> batch) {
        return switch (services.find(id)) {
            case Lookup.Found(Destination to) -> {
                use(to);
                yield to.paused().isPresent()
                        ? QueuedAttempt.withdrawn(batch)
                        : services.attempt(to, batch);
            }
            case Lookup.Gone(DeadReason why) -> QueuedAttempt.hopeless(batch, why);
            case Lookup.Failed(String why) -> QueuedAttempt.failed(batch, why);
        };
    }

    private void land(List<Owed> batch, QueuedAttempt.Outcome outcome) {
        List<Action> actions = guard.ask(() -> decide(outcome.input()));
        if (outcome.logged()) {
            batch.forEach(owed -> log(owed, outcome, actions));
        }
        actions.forEach(this::carryOut);
        rest();
    }

    private void log(Owed owed, QueuedAttempt.Outcome outcome, List<Action> actions) {
        actions.stream()
                .filter(action ->
                        action instanceof Action.Write(LaneUpdate laneUpdate)
                                && same(laneUpdate, owed))
                .map(action -> ((Action.Write) action).laneUpdate())
                .findFirst()
                .ifPresent(laneUpdate -> outcome.log(owed, laneUpdate, standing()));
    }

    private static boolean same(LaneUpdate laneUpdate, Owed owed) {
        return laneUpdate.owed().number() == owed.number()
                && !(laneUpdate instanceof LaneUpdate.Counted);
    }

    private void use(Destination to) {
        guard.ask(() -> follow(to)).forEach(this::carryOut);
    }

    private DeliveryPolicy ofLane(DeliveryPolicy ofTopic) {
        return id.replay() ? ofTopic.forReplays() : ofTopic;
    }

    /** Follows a destination that may have changed; a pause begins first and ends last. */
    private List<Action> follow(Destination to) {
        DeliveryPolicy current = ofLane(to.policy());
        boolean pauses = to.paused().isPresent();
        if (current.equals(policy) && pauses == paused) {
            return List.of();
        }
        var actions = new ArrayList<Action>();
        if (pauses && !paused) {
            actions.addAll(decide(new Input.Paused()));
        }
        if (!current.equals(policy)) {
            policy = current;
            actions.addAll(decide(new Input.PolicyIs(current)));
        }
        if (paused && !pauses) {
            actions.addAll(decide(new Input.Unpaused()));
        }
        paused = pauses;
        return actions;
    }

    /** Does the work that remains after nothing of the lane is in progress. */
    private void rest() {
        guard.ask(this::remaining).ifPresent(Runnable::run);
    }

    private Optional<Runnable> remaining() {
        if (removed && !work.ended() && lane.idle()) {
            return Optional.of(closedLaneDrain::begin);
        }
        OptionalLong upTo = unaccountedUpTo();
        return upTo.isPresent()
                ? Optional.of(() -> reads.loseUnaccounted(upTo.getAsLong()))
                : Optional.empty();
    }

    /**
     * Returns the last number that the lane knows if by its books it owes deliveries that it could
     * not read; returns each number once.
     */
    private OptionalLong unaccountedUpTo() {
        OptionalLong upTo = lane.settledUpTo();
        if (removed || stopped || lane.backlog().entries() == 0 || upTo.equals(lookedUpTo)) {
            return OptionalLong.empty();
        }
        lookedUpTo = upTo;
        return upTo;
    }
}
