package dev.carillon.deliver;

import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.journal.Books;
import dev.carillon.journal.Entry;
import dev.carillon.journal.Page;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.Quota;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
    /** How many deliveries of a deleted topic are buried in one go. */
    private static final int BURIED_AT_ONCE = 500;

    private static final Duration READ_AGAIN = Duration.ofSeconds(5);

    /** How long an attempt waits when settlements do not get to disk as fast as they come. */
    private static final Duration CROWDED_PAUSE = Duration.ofMillis(50);

    private static final Logger LOG = LoggerFactory.getLogger(LaneDriver.class);

    private final LaneId id;
    private final Workshop shop;
    private final Guard guard = new Guard();
    private final Lane lane;
    private final Backlog backlog;
    private final Runnable forgotten;
    private DeliveryPolicy policy = DeliveryPolicy.defaults();
    private volatile boolean stopped;
    private boolean removed;
    private boolean burying;

    /**
     * A lane as the journal has it, not moving before the first {@link #tell}.
     *
     * @param forgotten runs once the topic is deleted and nothing is owed to it any more
     */
    LaneDriver(LaneId id, Workshop shop, Runnable forgotten) {
        this.id = id;
        this.shop = shop;
        this.forgotten = forgotten;
        Books books = shop.journal().books(id);
        this.lane = new Lane(books.head(), shop.limits(), shop.random());
        this.backlog = new Backlog(shop.journal().given(id), books.done() + books.dead());
        lane.resume(shop.journal().parkedHeads(id), longestWait(), shop.clock().instant());
    }

    /** What waits must not be brought near by a policy that is not the topic's. */
    private Duration longestWait() {
        DeliveryPolicy known =
                shop.find(id) instanceof Lookup.Found(Destination to) ? to.policy() : policy;
        return RetryRules.longestWait(known.retry());
    }

    /** Tells the lane something and does what it wants. */
    void tell(Input input) {
        guard.ask(() -> decide(input)).forEach(this::carryOut);
        buryIfIdle();
    }

    /** A commit owes this to the lane. */
    void offer(Owed owed) {
        guard.ask(
                        () -> {
                            backlog.owed(owed);
                            var actions = new ArrayList<>(decide(new Input.Offered(owed)));
                            actions.addAll(shedExcess());
                            return actions;
                        })
                .forEach(this::carryOut);
        buryIfIdle();
    }

    /** Whether the topic's quota leaves no room for one more. */
    boolean full(Quota quota) {
        return guard.ask(() -> backlog.full(quota));
    }

    private List<Action> shedExcess() {
        Quota quota = policy.quota();
        long excess = quota.onFull() == Quota.OnFull.DROP_OLDEST ? backlog.excess(quota) : 0;
        return excess > 0 ? decide(new Input.Excess(excess)) : List.of();
    }

    /** The topic's attributes may have changed, or it is deleted. */
    void refresh() {
        switch (shop.find(id)) {
            case Lookup.Found(Destination to) -> use(to.policy());
            case Lookup.Gone _ -> remove();
            case Lookup.Failed _ -> {}
        }
    }

    LaneStanding standing() {
        return guard.ask(lane::standing);
    }

    /** The topic is deleted: nothing more is tried, what is owed becomes dead letters. */
    void remove() {
        guard.ask(
                        () -> {
                            removed = true;
                            return decide(new Input.Stopping());
                        })
                .forEach(this::carryOut);
        buryIfIdle();
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
            if (action instanceof Action.Write(Entry entry)) {
                keep(entry);
            }
        }
        return actions;
    }

    private void keep(Entry entry) {
        shop.settler().add(entry);
        switch (entry) {
            case Entry.Done done -> {
                backlog.settled(done.owed());
                shop.figures().done(Duration.between(done.owed().since(), done.at()));
            }
            case Entry.Dead dead -> {
                backlog.settled(dead.owed());
                shop.figures().dead(dead.reason(), 1);
            }
            case Entry.Again _, Entry.Park _ -> {}
        }
    }

    /** Where nothing can be settled any more, nothing is begun: it would only be repeated. */
    private void carryOut(Action action) {
        if (shop.settler().broken()) {
            return;
        }
        switch (action) {
            case Action.Try(Owed owed) -> tryIt(owed);
            case Action.Read(long from, int limit) ->
                    shop.tasks().runOnDisk(() -> read(from, limit));
            case Action.ReadParked parked -> shop.tasks().runOnDisk(() -> readParked(parked));
            case Action.WakeAt(Instant at) ->
                    shop.tasks().runAt(at, () -> tell(new Input.Woken(at)));
            case Action.Write _ -> {}
        }
    }

    private void tryIt(Owed owed) {
        if (shop.settler().crowded()) {
            Instant later = shop.clock().instant().plus(CROWDED_PAUSE);
            shop.tasks().runAt(later, () -> tryIt(owed));
            return;
        }
        shop.inFlight().enter();
        shop.turns()
                .take(
                        id,
                        () -> {
                            try {
                                tryUnlessStopped(owed);
                            } finally {
                                shop.inFlight().leave();
                            }
                        });
    }

    /** What had to wait for its turn until the end is the next process's. */
    private void tryUnlessStopped(Owed owed) {
        if (!stopped) {
            land(owed, trying(owed));
        }
    }

    /** Where it cannot be told where the lane leads, the delivery is tried again. */
    private QueuedAttempt.Outcome trying(Owed owed) {
        return switch (shop.find(id)) {
            case Lookup.Found(Destination to) -> {
                use(to.policy());
                yield QueuedAttempt.make(shop.attempts(), to, owed);
            }
            case Lookup.Gone _ -> QueuedAttempt.hopeless(owed, DeadReason.TOPIC_DELETED);
            case Lookup.Failed(String why) -> QueuedAttempt.failed(owed, why);
        };
    }

    private void land(Owed owed, QueuedAttempt.Outcome outcome) {
        List<Action> actions = guard.ask(() -> decide(outcome.input()));
        actions.stream()
                .filter(it -> it instanceof Action.Write(Entry entry) && same(entry, owed))
                .map(it -> ((Action.Write) it).entry())
                .findFirst()
                .ifPresent(entry -> outcome.log(owed, entry, standing()));
        actions.forEach(this::carryOut);
        buryIfIdle();
    }

    private static boolean same(Entry entry, Owed owed) {
        return entry.owed().number() == owed.number();
    }

    private void read(long from, int limit) {
        tellOrAgain(
                () -> new Input.Loaded(shop.journal().read(id, from, limit)),
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
        return new Input.ParkedLoaded(key, page);
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
            LOG.error("lane {} cannot be read, it is tried again: {}", id, e.toString());
            Instant later = shop.clock().instant().plus(READ_AGAIN);
            shop.tasks().runAt(later, () -> shop.tasks().runOnDisk(again));
            return;
        }
        tell(found);
    }

    private void use(DeliveryPolicy ofTopic) {
        DeliveryPolicy current = id.replay() ? ofTopic.forReplays() : ofTopic;
        guard.ask(() -> current.equals(policy) ? List.<Action>of() : decide(current))
                .forEach(this::carryOut);
        if (current.quota().bytes().isPresent()) {
            guard.ask(this::startWeighing)
                    .ifPresent(upTo -> shop.tasks().runOnDisk(() -> weigh(upTo)));
        }
    }

    private List<Action> decide(DeliveryPolicy current) {
        policy = current;
        var actions = new ArrayList<>(decide(new Input.PolicyIs(current)));
        actions.addAll(shedExcess());
        return actions;
    }

    private OptionalLong startWeighing() {
        return backlog.weighs() ? OptionalLong.empty() : OptionalLong.of(backlog.startWeighing());
    }

    /**
     * What is settled just before the look at the disk counts as lighter than it was: it is little.
     */
    private void weigh(long upTo) {
        shop.settler().flush();
        long bytes = shop.journal().weigh(id, upTo);
        guard.ask(
                        () -> {
                            backlog.weighed(bytes);
                            return shedExcess();
                        })
                .forEach(this::carryOut);
    }

    private void buryIfIdle() {
        if (guard.ask(this::startBurying)) {
            shop.tasks().runOnDisk(this::bury);
        }
    }

    private boolean startBurying() {
        boolean start = removed && !burying && lane.idle();
        burying |= start;
        return start;
    }

    /** Some at a time, so that other lanes get their turn at the disk. */
    private void bury() {
        if (shop.bury(id, BURIED_AT_ONCE)) {
            shop.tasks().runOnDisk(this::bury);
        } else if (!shop.settler().broken()) {
            forgotten.run();
        }
    }
}
