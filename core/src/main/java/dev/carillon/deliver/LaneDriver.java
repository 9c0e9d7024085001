package dev.carillon.deliver;

import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.journal.Books;
import dev.carillon.journal.LaneUpdate;
import dev.carillon.journal.Losses;
import dev.carillon.journal.Page;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.Quota;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Does what one lane asks for: reads, attempts, writes, wakes. The lock guards the lane; nothing
 * that waits is done under it.
 *
 * <p>For any number of threads.
 */
final class LaneDriver {
    private static final Duration READ_AGAIN = Duration.ofSeconds(5);

    /** How long an attempt waits when settlements do not get to disk as fast as they come. */
    private static final Duration CROWDED_PAUSE = Duration.ofMillis(50);

    private static final Logger LOG = LoggerFactory.getLogger(LaneDriver.class);

    private final LaneId id;
    private final LaneServices shop;
    private final Guard guard = new Guard();
    private final Lane lane;
    private final ClosedLaneDrain closedLaneDrain;
    private DeliveryPolicy policy = DeliveryPolicy.defaults();
    private volatile boolean stopped;
    private boolean removed;
    private OptionalLong lookedUpTo = OptionalLong.empty();

    /**
     * A lane as the journal has it, not moving before the first {@link #tell}.
     *
     * @param forgotten runs once the topic is deleted and nothing is owed to it any more
     */
    LaneDriver(LaneId id, LaneServices shop, Runnable forgotten) {
        this.id = id;
        this.shop = shop;
        this.closedLaneDrain = new ClosedLaneDrain(id, shop, forgotten);
        Books books = shop.journal().books(id);
        long given = shop.journal().given(id);
        this.lane = new Lane(books, given, shop.limits(), shop.random());
        if (shop.find(id) instanceof Lookup.Found(Destination to)) {
            policy = ofLane(to.policy());
        }
        Page parked = givingUp(shop.journal().parkedHeads(id));
        lane.resume(policy, parked, shop.began(), shop.clock().instant());
    }

    /** Tells the lane something and does what it wants. */
    void tell(Input input) {
        guard.ask(() -> decide(input)).forEach(this::carryOut);
        rest();
    }

    /** A commit owes this to the lane. */
    void offer(Owed owed) {
        tell(new Input.Offered(owed));
    }

    /** Whether the topic's quota leaves no room for one more. */
    boolean full(Quota quota) {
        return guard.ask(() -> lane.backlog().full(quota));
    }

    /** The topic's attributes may have changed, or it is deleted. */
    void refresh() {
        switch (shop.find(id)) {
            case Lookup.Found(Destination to) -> use(to.policy());
            case Lookup.Gone _ -> remove();
            case Lookup.Failed _ -> {}
        }
    }

    LaneStatus standing() {
        return guard.ask(lane::standing);
    }

    /**
     * Returns the number of deliveries it settled; empty once what it owes is given up without
     * asking it.
     */
    OptionalLong settled() {
        return guard.ask(
                () -> removed ? OptionalLong.empty() : OptionalLong.of(lane.backlog().settled()));
    }

    /** It leads nowhere any more: nothing more is tried, what is owed becomes dead letters. */
    void remove() {
        guard.ask(
                        () -> {
                            removed = true;
                            return decide(new Input.Stopping());
                        })
                .forEach(this::carryOut);
        rest();
    }

    /** Nothing new is started. */
    void stop() {
        stopped = true;
        tell(new Input.Stopping());
    }

    /** Entries are handed on under the guard: they are written in the order they were decided. */
    private List<Action> decide(Input input) {
        List<Action> actions = lane.on(input, shop.clock().instant());
        for (Action action : actions) {
            if (action instanceof Action.Write(LaneUpdate laneUpdate)) {
                keep(laneUpdate);
            }
        }
        return actions;
    }

    private void keep(LaneUpdate laneUpdate) {
        shop.settler().add(laneUpdate);
        switch (laneUpdate) {
            case LaneUpdate.Done done ->
                    shop.metrics().done(Duration.between(done.owed().since(), done.at()));
            case LaneUpdate.Dead dead -> shop.metrics().dead(dead.reason(), 1);
            case LaneUpdate.Again _, LaneUpdate.Counted _, LaneUpdate.Park _ -> {}
        }
    }

    /** Where nothing can be settled any more, nothing is begun: it would only be repeated. */
    private void carryOut(Action action) {
        if (shop.settler().broken()) {
            return;
        }
        switch (action) {
            case Action.Try(List<Owed> batch) -> tryIt(batch);
            case Action.Suspend(String reason) -> shop.tasks().runOnDisk(() -> suspend(reason));
            case Action.Read(long from, int limit) ->
                    shop.tasks().runOnDisk(() -> read(from, limit));
            case Action.ReadParked parked -> shop.tasks().runOnDisk(() -> readParked(parked));
            case Action.Weigh(long upTo) -> shop.tasks().runOnDisk(() -> weigh(upTo));
            case Action.WakeAt(Instant at) ->
                    shop.tasks().runAt(at, () -> tell(new Input.Woken(at)));
            case Action.Write(LaneUpdate laneUpdate) -> tell(laneUpdate);
        }
    }

    private void tell(LaneUpdate laneUpdate) {
        if (laneUpdate instanceof LaneUpdate.Dead dead) {
            String topic = shop.find(id) instanceof Lookup.Found(Destination to) ? to.name() : "";
            shop.givenUp().tell(topic, dead);
        }
    }

    private void suspend(String reason) {
        if (suspended(reason)) {
            remove();
        } else {
            tell(new Input.NotSuspended());
        }
    }

    private boolean suspended(String reason) {
        try {
            return shop.targets().suspend(id, reason);
        } catch (RuntimeException e) {
            LOG.error("the rule of lane {} cannot be suspended", id, e);
            return false;
        }
    }

    private void tryIt(List<Owed> batch) {
        if (shop.settler().crowded()) {
            Instant later = shop.clock().instant().plus(CROWDED_PAUSE);
            shop.tasks().runAt(later, () -> tryIt(batch));
            return;
        }
        shop.inFlight().enter();
        shop.slots()
                .take(
                        id,
                        () -> {
                            try {
                                tryUnlessStopped(batch);
                            } finally {
                                shop.inFlight().leave();
                            }
                        });
    }

    /**
     * What had to wait for its turn until the end is the next process's. Whatever else happens, the
     * lane is told: its place and its key are not lost.
     */
    private void tryUnlessStopped(List<Owed> batch) {
        if (stopped) {
            return;
        }
        var outcome = QueuedAttempt.failed(batch, "internal error: see the server's log");
        try {
            outcome = trying(batch);
        } finally {
            land(batch, outcome);
        }
    }

    /** Where it cannot be told where the lane leads, the delivery is tried again. */
    private QueuedAttempt.Outcome trying(List<Owed> batch) {
        return switch (shop.find(id)) {
            case Lookup.Found(Destination to) -> {
                use(to.policy());
                yield QueuedAttempt.make(shop.attempts(), to, batch);
            }
            case Lookup.Gone(DeadReason why) -> QueuedAttempt.hopeless(batch, why);
            case Lookup.Failed(String why) -> QueuedAttempt.failed(batch, why);
        };
    }

    private void land(List<Owed> batch, QueuedAttempt.Outcome outcome) {
        List<Action> actions = guard.ask(() -> decide(outcome.input()));
        for (Owed owed : batch) {
            actions.stream()
                    .filter(it ->
                            it instanceof Action.Write(LaneUpdate laneUpdate)
                                    && same(laneUpdate, owed))
                    .map(it -> ((Action.Write) it).laneUpdate())
                    .findFirst()
                    .ifPresent(laneUpdate -> outcome.log(owed, laneUpdate, standing()));
        }
        actions.forEach(this::carryOut);
        rest();
    }

    private static boolean same(LaneUpdate laneUpdate, Owed owed) {
        return laneUpdate.owed().number() == owed.number()
                && !(laneUpdate instanceof LaneUpdate.Counted);
    }

    private void read(long from, int limit) {
        tellOrAgain(
                () -> new Input.Loaded(givingUp(shop.journal().read(id, from, limit))),
                () -> read(from, limit));
    }

    private void readParked(Action.ReadParked what) {
        if (shop.settler().flush()) {
            tellOrAgain(() -> parked(what), () -> readParked(what));
        }
    }

    private Input parked(Action.ReadParked what) {
        String key = what.orderKey();
        Page page = shop.journal().readParked(id, key, what.from(), what.limit());
        return new Input.ParkedLoaded(key, givingUp(page));
    }

    /**
     * Gives up, durably, what can never be read, before the lane goes on behind it; what cannot be
     * given up is left out of the page.
     */
    private Page givingUp(Page page) {
        Losses losses = page.losses();
        if (losses.isEmpty()) {
            return page;
        }
        if (shop.settler().lose(id, losses)) {
            LOG.error(
                    "lane {}: {} deliveries are lost, because the disk damaged them: numbers {}",
                    id,
                    losses.count(),
                    losses.numbers());
            shop.metrics().dead(DeadReason.UNREADABLE, losses.count());
            return page;
        }
        return new Page(page.owed(), page.next(), page.end());
    }

    /**
     * A reading that fails is done again: without it the lane would stand still for ever. What was
     * read is told once, whatever comes of telling it.
     */
    private void tellOrAgain(Supplier<Input> reading, Runnable again) {
        Input found;
        try {
            found = reading.get();
        } catch (RuntimeException e) {
            LOG.error("lane {} cannot be read, the read is retried: {}", id, e.toString());
            Instant later = shop.clock().instant().plus(READ_AGAIN);
            shop.tasks().runAt(later, () -> shop.tasks().runOnDisk(again));
            return;
        }
        tell(found);
    }

    private void use(DeliveryPolicy ofTopic) {
        DeliveryPolicy current = ofLane(ofTopic);
        guard.ask(() -> current.equals(policy) ? List.<Action>of() : follow(current))
                .forEach(this::carryOut);
    }

    private DeliveryPolicy ofLane(DeliveryPolicy ofTopic) {
        return id.replay() ? ofTopic.forReplays() : ofTopic;
    }

    private List<Action> follow(DeliveryPolicy current) {
        policy = current;
        return decide(new Input.PolicyIs(current));
    }

    private void weigh(long upTo) {
        shop.settler().flush();
        tell(new Input.Weighed(shop.journal().weigh(id, upTo)));
    }

    /** Does what is left to do once nothing of the lane is under way. */
    private void rest() {
        if (guard.ask(() -> removed && lane.idle())) {
            closedLaneDrain.begin();
        }
        guard.ask(this::unaccountedUpTo)
                .ifPresent(upTo -> shop.tasks().runOnDisk(() -> loseUnaccounted(upTo)));
    }

    /** The last number it knows, if by its books it owes what it could not read: said once. */
    private OptionalLong unaccountedUpTo() {
        OptionalLong upTo = lane.settledUpTo();
        if (removed || stopped || lane.backlog().entries() == 0 || upTo.equals(lookedUpTo)) {
            return OptionalLong.empty();
        }
        lookedUpTo = upTo;
        return upTo;
    }

    private void loseUnaccounted(long upTo) {
        int lost = shop.settler().loseUnaccounted(id, upTo);
        if (lost > 0) {
            LOG.error(
                    "lane {}: {} deliveries are lost, because the disk damaged them and their"
                        + " events",
                    id,
                    lost);
            shop.metrics().dead(DeadReason.UNREADABLE, lost);
            tell(new Input.Lost(lost));
        }
    }
}
