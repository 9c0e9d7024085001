package dev.carillon.notifier;

import dev.carillon.deliver.Deliverer;
import dev.carillon.deliver.Tasks;
import dev.carillon.delivery.Delivery;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.journal.FanOuts;
import dev.carillon.journal.FanOuts.FanOut;
import dev.carillon.journal.FanOuts.Step;
import dev.carillon.journal.Journal;
import dev.carillon.journal.KeptEvent;
import dev.carillon.journal.Recorded.Asked;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.Subscribers;
import dev.carillon.registry.Subscriptions;
import dev.carillon.state.DamagedStateException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes the deliveries of published events that many subscribe to, a chunk at a time: the oldest
 * event of each rule in turn, so that no rule waits for another, and within a rule in the order of
 * the events. Continues where the last process stopped. Thread-safe.
 *
 * <p>A subscription gets the events that were accepted after its creation. One that is removed
 * before its turn gets nothing.
 */
public final class FanOutWorker {
    private static final Duration AGAIN = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(FanOutWorker.class);

    private final FanOutLimits limits;
    private final FanOuts fanOuts;
    private final Journal journal;
    private final Subscriptions subscriptions;
    private final Deliverer deliverer;
    private final Tasks tasks;
    private final InstantSource clock;
    private final Map<PublishedRule, Integer> expected = new ConcurrentHashMap<>();

    /** When the next chunk is made of a rule whose last one failed. */
    private final Map<PublishedRule, Instant> paused = new ConcurrentHashMap<>();

    /** The sizes of the next chunks of rules that have a damaged lane. */
    private final Map<PublishedRule, Integer> smaller = new ConcurrentHashMap<>();

    private final AtomicBoolean running = new AtomicBoolean();
    private volatile boolean wanted;
    private volatile boolean stopped;

    /**
     * Creates the worker, which makes nothing before the first {@link #wake}.
     *
     * @param clock by which {@code tasks} are timed
     */
    public FanOutWorker(
            FanOutLimits limits,
            FanOuts fanOuts,
            Journal journal,
            Subscriptions subscriptions,
            Deliverer deliverer,
            Tasks tasks,
            InstantSource clock) {
        this.limits = limits;
        this.fanOuts = fanOuts;
        this.journal = journal;
        this.subscriptions = subscriptions;
        this.deliverer = deliverer;
        this.tasks = tasks;
        this.clock = clock;
        fanOuts.all().forEach(fanOut -> expect(ruleOf(fanOut)));
    }

    FanOutLimits limits() {
        return limits;
    }

    /** Notes that a fan-out of the rule is about to be stored. */
    void expect(PublishedRule rule) {
        expected.merge(rule, 1, Integer::sum);
    }

    /** Notes that a fan-out of the rule has ended, or was not stored. */
    void ended(PublishedRule rule) {
        expected.computeIfPresent(rule, (_, count) -> count == 1 ? null : count - 1);
    }

    /**
     * Notes that a fan-out of the rule is about to be stored, if there is one already that is
     * unfinished or about to be stored. That one cannot end in between, so no event finds none and
     * overtakes this one.
     *
     * @return whether there was one
     */
    boolean expectAnother(PublishedRule rule) {
        return expected.computeIfPresent(rule, (_, count) -> count + 1) != null;
    }

    /** Returns the number of unfinished fan-outs. */
    public long unfinished() {
        return expected.values().stream().mapToLong(Integer::longValue).sum();
    }

    /** Makes what there is to make, in the background. */
    public void wake() {
        wanted = true;
        if (running.compareAndSet(false, true)) {
            tasks.runOnDisk(this::round);
        }
    }

    /** Begins no further chunk; what is left is for the next process. */
    public void stop() {
        stopped = true;
    }

    private void round() {
        wanted = false;
        boolean more;
        try {
            more = chunks();
        } catch (RuntimeException | Error e) {
            if (!stopped) {
                tasks.runAt(clock.instant().plus(AGAIN), () -> tasks.runOnDisk(this::round));
                LOG.error("deliveries of published events cannot be made, this is retried", e);
            }
            return;
        }
        if (more) {
            tasks.runOnDisk(this::round);
            return;
        }
        running.set(false);
        if (wanted) {
            wake();
        }
    }

    /** Makes a chunk of each rule that does not pause; returns whether there was any. */
    private boolean chunks() {
        boolean any = false;
        for (FanOut fanOut : stopped ? List.<FanOut>of() : fanOuts.oldestOfEach()) {
            if (!stopped && !pauses(ruleOf(fanOut))) {
                any = true;
                chunkOrPause(fanOut);
            }
        }
        return any;
    }

    private boolean pauses(PublishedRule rule) {
        Instant now = clock.instant();
        return paused.computeIfPresent(rule, (_, until) -> until.isAfter(now) ? until : null)
                != null;
    }

    /** Makes a chunk; if that fails, this rule pauses and the others continue. */
    private void chunkOrPause(FanOut fanOut) {
        try {
            chunk(fanOut);
        } catch (RuntimeException | Error e) {
            if (!stopped) {
                Instant later = clock.instant().plus(AGAIN);
                paused.put(ruleOf(fanOut), later);
                tasks.runAt(later, this::wake);
                LOG.error(
                        "deliveries of event {} of {}/{} cannot be made, this is retried",
                        fanOut.event(),
                        fanOut.bucket(),
                        fanOut.rule(),
                        e);
            }
        }
    }

    private void chunk(FanOut fanOut) {
        Optional<KeptEvent> event = event(fanOut);
        if (event.isEmpty()) {
            LOG.error(
                    "event %d cannot be read: it is lost for those subscriptions of %s/%s that do"
                                    .formatted(fanOut.event(), fanOut.bucket(), fanOut.rule())
                            + " not have it yet; restore the folder from a backup");
            fanOuts.abandon(fanOut);
            ended(ruleOf(fanOut));
            return;
        }
        int size = smaller.getOrDefault(ruleOf(fanOut), limits.chunk());
        Step step = step(fanOut, event.get(), size);
        try {
            make(fanOut, event.get(), step);
            smaller.computeIfPresent(
                    ruleOf(fanOut), (_, last) -> last * 2 < limits.chunk() ? last * 2 : null);
        } catch (DamagedStateException e) {
            if (step.asked().size() > 1) {
                smaller.put(ruleOf(fanOut), Math.max(1, Math.min(size, step.asked().size()) / 2));
            } else {
                skipDamaged(fanOut, event.get(), step, e);
            }
        }
    }

    private void make(FanOut fanOut, KeptEvent event, Step step) {
        Optional<List<Owed>> made = fanOuts.make(fanOut, event.event(), step);
        made.ifPresent(some -> {
            some.forEach(deliverer::offer);
            if (step instanceof Step.Last) {
                ended(ruleOf(fanOut));
            }
        });
    }

    /**
     * Leaves out the only lane of a step, if no delivery can ever be added to it.
     *
     * @throws DamagedStateException {@code why}, if the lane can be read
     */
    private void skipDamaged(FanOut fanOut, KeptEvent event, Step step, DamagedStateException why) {
        if (!step.asked().stream().map(Asked::lane).allMatch(this::damaged)) {
            throw why;
        }
        for (Asked skipped : step.asked()) {
            LOG.error(
                    "lane {}: event {} of {}/{} is lost for this subscription, because the disk"
                            + " damaged its counter; delete it and subscribe again",
                    skipped.lane(),
                    fanOut.event(),
                    fanOut.bucket(),
                    fanOut.rule());
        }
        make(fanOut, event, step.skipping());
    }

    private boolean damaged(LaneId lane) {
        try {
            journal.given(lane);
            return false;
        } catch (DamagedStateException e) {
            return true;
        }
    }

    private Optional<KeptEvent> event(FanOut fanOut) {
        try {
            return journal.event(fanOut.event());
        } catch (DamagedStateException e) {
            return Optional.empty();
        }
    }

    private Step step(FanOut fanOut, KeptEvent kept, int size) {
        Subscribers of = subscriptions.of(fanOut.bucket(), fanOut.rule());
        List<KeptTopic> next =
                of.after(fanOut.lane(), size).stream()
                        .filter(topic -> topic.lane() < fanOut.event())
                        .toList();
        List<Asked> asked =
                PublicationParts.deliveries(kept.event().change(), next, Delivery.Progress.none());
        return next.size() < size
                ? new Step.Last(asked)
                : new Step.Some(asked, next.getLast().lane());
    }

    private static PublishedRule ruleOf(FanOut fanOut) {
        return new PublishedRule(fanOut.bucket(), fanOut.rule());
    }
}
