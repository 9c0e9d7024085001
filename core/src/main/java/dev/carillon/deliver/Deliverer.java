package dev.carillon.deliver;

import dev.carillon.delivery.Delivery.Progress;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.event.ObjectEvent;
import dev.carillon.journal.Journal;
import dev.carillon.journal.Ledger;
import dev.carillon.rule.Quota;
import dev.carillon.stats.Stats;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * Delivers what the journal owes: one lane a topic, each at its own pace, none in another's way.
 *
 * <p>At least once: what was accepted and not settled on disk before a crash is delivered again
 * with the same event id. For any number of threads. {@link #stop} before the state is closed.
 */
public final class Deliverer {
    /** What is being committed happened no longer ago. */
    private static final Duration JUST_HAPPENED = Duration.ofSeconds(1);

    private static final Duration OFFER_AGAIN = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(Deliverer.class);

    private final LaneServices shop;
    private final SynchronousDeliveries synchronousDeliveries;
    private final Map<LaneId, LaneDriver> lanes = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    /**
     * Where the deliverer finds what it needs of the world.
     *
     * @param clock tells the time
     * @param tasks runs what waits
     * @param random draws jitter; shared by all lanes, so it must be safe for many threads
     * @param limits of each lane
     * @param places how many attempts of all lanes compute at once before lanes take turns
     */
    public record World(
            InstantSource clock,
            Tasks tasks,
            RandomGenerator random,
            LaneLimits limits,
            int places) {
        /** The usual limits, and as many places as the processors can do with. */
        public World(InstantSource clock, Tasks tasks, RandomGenerator random) {
            this(clock, tasks, random, LaneLimits.defaults(), AttemptSlots.usualPlaces());
        }
    }

    /**
     * One delivery to be tried before its operation is answered.
     *
     * @param lane the topic's
     * @param rule the id of the rule that asked
     */
    public record Prompt(LaneId lane, String rule) {}

    /** Delivers nothing before {@link #start}. */
    public Deliverer(Journal journal, Ledger ledger, Targets targets, World world, Stats stats) {
        var figures = new DeliveryMetrics(stats);
        this.shop =
                new LaneServices(
                        journal,
                        new Settler(ledger, world.tasks(), world.clock()),
                        new Attempts(world.clock(), figures),
                        figures,
                        targets,
                        world.tasks(),
                        world.clock(),
                        world.clock().instant(),
                        world.random(),
                        world.limits(),
                        new InFlight(),
                        new AttemptSlots(world.places(), world.tasks(), world.clock()),
                        new GivenUpLog(world.clock(), world.tasks()));
        this.synchronousDeliveries = new SynchronousDeliveries(shop);
    }

    /** Returns the number of attempts that may compute at once on this machine. */
    public static int usualPlaces() {
        return AttemptSlots.usualPlaces();
    }

    /** Goes on where the last process stopped: with every lane that owes something. */
    public void start() {
        for (LaneId lane : shop.journal().lanes()) {
            startIfOwing(lane);
        }
    }

    /** A lane that cannot be read must not keep the others from starting. */
    private void startIfOwing(LaneId lane) {
        try {
            if (shop.journal().owing(lane) > 0) {
                begin(lane);
            }
        } catch (RuntimeException e) {
            LOG.error("lane {} cannot be read, the read is retried: {}", lane, e.getMessage());
            Instant later = shop.clock().instant().plus(OFFER_AGAIN);
            shop.tasks().runAt(later, () -> shop.tasks().runOnDisk(() -> startIfOwing(lane)));
        }
    }

    /** Hands over a delivery that a commit made durable. Returns at once. */
    public void offer(Owed owed) {
        try {
            hand(owed);
        } catch (RuntimeException e) {
            LOG.error("lane {} cannot take an offer now, it is retried", owed.delivery().lane(), e);
            Instant later = shop.clock().instant().plus(OFFER_AGAIN);
            shop.tasks().runAt(later, () -> shop.tasks().runOnDisk(() -> offer(owed)));
        }
    }

    private void hand(Owed owed) {
        LaneDriver lane = lane(owed.delivery().lane());
        // A lane that is made only now was not there to be stopped with the others.
        if (stopping) {
            lane.stop();
        }
        lane.offer(owed);
    }

    /** Why nothing can be delivered any more; empty when all is well. */
    public Optional<String> trouble() {
        return shop.settler().broken()
                ? Optional.of(
                        "nothing is delivered any more, for how deliveries end cannot be written:"
                                + " the log says why; see to the disk, then restart")
                : Optional.empty();
    }

    /**
     * How a delivery begins of something that has just happened: as old as that. Where the
     * machine's clock was set back it says a time long past; then the delivery ages from now on.
     */
    public Progress begins(Instant happened) {
        Instant now = shop.clock().instant();
        boolean longPast = happened.isBefore(now.minus(JUST_HAPPENED));
        return longPast ? Progress.since(now) : Progress.none();
    }

    /** Whether a lane owes so much that its topic's quota leaves no room for one more. */
    public boolean full(LaneId lane, Quota quota) {
        boolean limited = quota.entries().isPresent() || quota.bytes().isPresent();
        return limited && lane(lane).full(quota);
    }

    /**
     * Tries deliveries at once, each a single time; returns when all have ended.
     *
     * @param limit by wall clock, for all of them together
     */
    public void tellNow(ObjectEvent event, List<Prompt> now, Duration limit) {
        if (!now.isEmpty()) {
            synchronousDeliveries.tell(event, now, limit);
        }
    }

    /** The topic's attributes changed. */
    public void changed(LaneId lane) {
        for (LaneId each : List.of(lane, lane.ofReplays())) {
            LaneDriver driver = lanes.get(each);
            if (driver != null) {
                driver.refresh();
            }
        }
    }

    /** The topic was deleted: what its lanes owe becomes dead letters. */
    public void removed(LaneId lane) {
        synchronousDeliveries.forget(lane);
        lane(lane).remove();
        if (shop.journal().given(lane.ofReplays()) > 0) {
            lane(lane.ofReplays()).remove();
        }
    }

    /**
     * Returns the number of deliveries that a lane owes at this moment: what was made or given up
     * counts at once, before it is on disk.
     */
    public long owing(LaneId lane) {
        return Optional.ofNullable(lanes.get(lane))
                .map(LaneDriver::settled)
                .filter(OptionalLong::isPresent)
                .map(settled -> shop.journal().given(lane) - settled.getAsLong())
                .orElseGet(() -> shop.journal().owing(lane));
    }

    /** How a lane is doing; empty when nothing was owed to it since the start. */
    public Optional<LaneStatus> standing(LaneId lane) {
        return Optional.ofNullable(lanes.get(lane)).map(LaneDriver::standing);
    }

    /** Counts rules that asked for an event and can never be told: their topic is deleted. */
    public void lost(int rules) {
        shop.metrics().lost(rules);
    }

    /** Starts no further attempts, waits for those in flight, and writes how they ended. */
    public void stop(Duration limit) {
        stopping = true;
        lanes.values().forEach(LaneDriver::stop);
        shop.inFlight().awaitNone(limit);
        shop.settler().stop();
    }

    /** How many lanes are in memory: those that were told something since the start. */
    int lanes() {
        return lanes.size();
    }

    private void begin(LaneId lane) {
        lane(lane).tell(new Input.Woken(shop.clock().instant()));
    }

    /** A lane of a deleted topic that is told something late is buried and forgotten once more. */
    private LaneDriver lane(LaneId id) {
        return lanes.computeIfAbsent(
                id,
                it -> {
                    var driver = new LaneDriver(it, shop, () -> forget(it));
                    driver.refresh();
                    return driver;
                });
    }

    /** Something may have been sent again to a topic at the moment it was deleted. */
    private void forget(LaneId id) {
        lanes.remove(id);
        shop.settler().forget(id);
        shop.targets().forget(id);
        if (shop.journal().owing(id) > 0) {
            begin(id);
        }
    }
}
