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
import java.util.stream.Collectors;

/**
 * Delivers everything that the journal owes: one lane for each topic, each at its own pace, none
 * delayed by another.
 *
 * <p>At least once: a delivery that was accepted but not settled on disk before a crash is sent
 * again with the same event id. Thread-safe. Call {@link #stop} before the state is closed.
 */
public final class Deliverer {
    /** The longest time since an event that is being committed. */
    private static final Duration JUST_HAPPENED = Duration.ofSeconds(1);

    /** The largest number of lanes that a message names. */
    private static final int SHOWN = 10;

    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(Deliverer.class);

    private final LaneServices services;
    private final SynchronousDeliveries synchronousDeliveries;
    private final LaneReopening reopening;
    private final Map<LaneId, LaneDriver> lanes = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    /**
     * The resources that the deliverer gets from its surroundings.
     *
     * @param clock the time
     * @param tasks runs delayed tasks
     * @param random draws jitter; shared by all lanes, so it must be thread-safe
     * @param limits of each lane
     * @param places the number of attempts of all lanes that may compute at once before lanes take
     *     turns
     */
    public record World(
            InstantSource clock,
            Tasks tasks,
            RandomGenerator random,
            LaneLimits limits,
            int places) {
        /**
         * Creates a world with the default limits, and with as many slots as suit the processors.
         */
        public World(InstantSource clock, Tasks tasks, RandomGenerator random) {
            this(clock, tasks, random, LaneLimits.defaults(), AttemptSlots.usualPlaces());
        }
    }

    /**
     * A synchronous delivery, to be attempted before its operation is answered.
     *
     * @param lane the topic's
     * @param rule the id of the rule that matched
     */
    public record SynchronousDelivery(LaneId lane, String rule) {}

    /** Creates a deliverer that delivers nothing before {@link #start}. */
    public Deliverer(Journal journal, Ledger ledger, Targets targets, World world, Stats stats) {
        var figures = new DeliveryMetrics(stats);
        this.services =
                new LaneServices(
                        journal,
                        new Settler(ledger, world.tasks(), world.clock(), this::lanesFailed),
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
        this.synchronousDeliveries = new SynchronousDeliveries(services);
        this.reopening = new LaneReopening(services, this::abandon, this::startAgain);
    }

    /** Returns the number of attempts that may compute at once on this machine. */
    public static int usualPlaces() {
        return AttemptSlots.usualPlaces();
    }

    /** Continues where the last process stopped, with every lane that owes something. */
    public void start() {
        for (LaneId lane : services.journal().lanes()) {
            startIfOwing(lane);
        }
    }

    /**
     * Starts a lane if it owes something. A lane that cannot be read does not keep the others from
     * starting.
     */
    private void startIfOwing(LaneId lane) {
        orLater(
                lane,
                () -> {
                    if (services.journal().owing(lane) > 0) {
                        begin(lane);
                    }
                });
    }

    /** Hands over a delivery that a commit made durable. Returns immediately. */
    public void offer(Owed owed) {
        orLater(owed.delivery().lane(), () -> hand(owed));
    }

    /** Does something for a lane; if it fails, does it again after a pause. */
    private void orLater(LaneId lane, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("lane {} cannot be read, the read is retried", lane, e);
            Instant later = services.clock().instant().plus(AGAIN);
            services.tasks()
                    .runAt(later, () -> services.tasks().runOnDisk(() -> orLater(lane, work)));
        }
    }

    private void hand(Owed owed) {
        LaneDriver lane = lane(owed.delivery().lane());
        // a lane created just now was not stopped together with the others
        if (stopping) {
            lane.stop();
        }
        lane.offer(owed);
    }

    /** Returns why nothing can be delivered any more; empty if deliveries work. */
    public Optional<String> trouble() {
        return services.settler().broken()
                ? Optional.of(
                        "nothing is delivered any more, for how deliveries end cannot be written:"
                                + " the log says why; see to the disk, then restart")
                : Optional.empty();
    }

    /**
     * Returns the lanes that deliver nothing at present because their own books cannot be written,
     * for people; empty if there are none. All other lanes continue.
     */
    public Optional<String> stoppedLanes() {
        List<LaneId> failed = services.settler().failed();
        return failed.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "nothing is delivered at present for %d topics or rules (lanes %s), for how their"
                                        .formatted(failed.size(), shown(failed))
                                + " deliveries end cannot be written: the log says why; they"
                                + " start again when that is possible");
    }

    private static String shown(List<LaneId> lanes) {
        return lanes.stream().limit(SHOWN).map(LaneId::toString).collect(Collectors.joining(", "));
    }

    /**
     * Returns the progress with which the delivery of a new event begins: as old as the event. If
     * the machine's clock was set back, the event's time seems long past; then the delivery ages
     * from now on.
     */
    public Progress begins(Instant happened) {
        Instant now = services.clock().instant();
        boolean longPast = happened.isBefore(now.minus(JUST_HAPPENED));
        return longPast ? Progress.since(now) : Progress.none();
    }

    /** Returns whether a lane owes so much that its topic's quota leaves no room for one more. */
    public boolean full(LaneId lane, Quota quota) {
        boolean limited = quota.entries().isPresent() || quota.bytes().isPresent();
        return limited && lane(lane).full(quota);
    }

    /**
     * Attempts deliveries immediately, each a single time; returns when all have ended.
     *
     * @param limit by wall clock, for all of them together
     */
    public void attemptNow(ObjectEvent event, List<SynchronousDelivery> now, Duration limit) {
        if (!now.isEmpty()) {
            synchronousDeliveries.attempt(event, now, limit);
        }
    }

    /** Notifies a lane that the topic's attributes changed. */
    public void changed(LaneId lane) {
        for (LaneId each : List.of(lane, lane.ofReplays())) {
            LaneDriver driver = lanes.get(each);
            if (driver != null) {
                driver.refresh();
            }
        }
    }

    /**
     * Notifies the lanes of a topic that it was deleted: everything they owe becomes dead letters.
     */
    public void removed(LaneId lane) {
        synchronousDeliveries.forget(lane);
        orLater(lane, () -> lane(lane).remove());
        LaneId replays = lane.ofReplays();
        orLater(
                replays,
                () -> {
                    if (services.journal().given(replays) > 0) {
                        lane(replays).remove();
                    }
                });
    }

    /**
     * Returns the number of deliveries that a lane owes at this moment. A delivery that was made or
     * given up counts immediately, before that is on disk.
     */
    public long owing(LaneId lane) {
        return Optional.ofNullable(lanes.get(lane))
                .map(LaneDriver::settled)
                .filter(OptionalLong::isPresent)
                .map(settled -> services.journal().given(lane) - settled.getAsLong())
                .orElseGet(() -> services.journal().owing(lane));
    }

    /** Returns the condition of a lane; empty if nothing was owed to it since the start. */
    public Optional<LaneStatus> standing(LaneId lane) {
        return Optional.ofNullable(lanes.get(lane)).map(LaneDriver::standing);
    }

    /** Counts matching rules whose event can never be delivered because their topic is deleted. */
    public void lost(int rules) {
        services.metrics().lost(rules);
    }

    /** Starts no further attempts; those in flight go on. */
    public void startNoMore() {
        stopping = true;
        lanes.values().forEach(LaneDriver::stop);
    }

    /** Starts no further attempts, waits for those in flight, and writes their results. */
    public void stop(Duration limit) {
        startNoMore();
        services.inFlight().awaitNone(limit);
        services.settler().stop();
    }

    /**
     * Writes the results so far and ignores all later ones, so that an attempt which is broken off
     * because its endpoint is closed costs no try. Call it after {@link #stop}, before endpoints
     * are closed. What is still in flight stays owed.
     */
    public void end() {
        services.settler().end();
    }

    /** Returns the number of lanes in memory: those that got an input since the start. */
    int lanes() {
        return lanes.size();
    }

    private void begin(LaneId lane) {
        LaneDriver driver = lane(lane);
        if (stopping) {
            driver.stop();
        }
        driver.handle(new Input.Woken(services.clock().instant()));
    }

    private void lanesFailed() {
        reopening.look();
    }

    private boolean abandon(LaneId lane) {
        LaneDriver driver = lanes.get(lane);
        return driver == null || driver.abandon();
    }

    /** Starts a lane with a new driver, which reads everything again from the disk. */
    private void startAgain(LaneId lane) {
        lanes.remove(lane);
        if (!stopping) {
            startIfOwing(lane);
        }
    }

    /**
     * Returns the driver of a lane. A lane of a deleted topic that gets a late input is drained and
     * forgotten once more.
     */
    private LaneDriver lane(LaneId id) {
        return lanes.computeIfAbsent(
                id,
                laneId -> {
                    var driver =
                            new LaneDriver(
                                    laneId,
                                    services,
                                    () -> removed(new LaneId(laneId.topic())),
                                    () -> forget(laneId));
                    driver.refresh();
                    return driver;
                });
    }

    /**
     * Forgets a lane, and starts it again if something was replayed to its topic while the topic
     * was deleted.
     */
    private void forget(LaneId id) {
        lanes.remove(id);
        services.settler().forget(id);
        services.targets().forget(id);
        startIfOwing(id);
    }
}
