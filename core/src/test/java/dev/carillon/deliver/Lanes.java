package dev.carillon.deliver;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.event.Bucket;
import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Origin;
import dev.carillon.event.Version;
import dev.carillon.journal.Books;
import dev.carillon.journal.Journal;
import dev.carillon.journal.LaneUpdate;
import dev.carillon.journal.Page;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.Policies;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** A lane, the clock beside it, and what it asked for so far. */
final class Lanes {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final AttemptResult OK = new AttemptResult.Accepted(200);
    static final AttemptResult DOWN = new AttemptResult.Unreachable("connection refused");
    static final AttemptResult BAD = new AttemptResult.Refused(400, "", Optional.empty());

    private static final LaneId ID = new LaneId(7);

    private final Lane lane;
    private final List<Action> asked = new ArrayList<>();
    private final List<Instant> armed = new ArrayList<>();
    Instant now = START;

    private Lanes(Books books, long given, LaneLimits limits) {
        this.lane = new Lane(books, given, limits, new SplittableRandom(1));
    }

    /** A lane that owes nothing and has read that. */
    static Lanes fresh() {
        return fresh(LaneLimits.defaults());
    }

    static Lanes fresh(LaneLimits limits) {
        return read(0, limits);
    }

    /** A lane that has read its queue, which is empty, and owes so many that are parked. */
    static Lanes parked(long given) {
        return read(given, LaneLimits.defaults());
    }

    private static Lanes read(long given, LaneLimits limits) {
        var lanes = new Lanes(Books.empty(), given, limits);
        lanes.tell(new Input.Woken(START));
        lanes.tell(new Input.Loaded(new Page(List.of(), given + 1, true)));
        lanes.asked.clear();
        return lanes;
    }

    /** A lane that a restart begins over these books, at a time. */
    static Lanes over(Books books, Instant now) {
        var lanes = new Lanes(books, 0, LaneLimits.defaults());
        lanes.now = now;
        return lanes;
    }

    static Owed owed(long number, String key) {
        var facts = new ObjectFacts(key, 1, "e", new Version.None(), Map.of(), List.of());
        var change =
                new Change(
                        EventType.CREATED_PUT,
                        START,
                        new Bucket("b", "b", "o"),
                        facts,
                        new Origin("p", "", "r", "h"));
        return Journal.owed(ID, number, "rule", ObjectEvent.of(change, number));
    }

    /** As a start finds it: the first parked delivery of each key. */
    Lanes resume(Owed... parked) {
        lane.resume(DeliveryPolicy.defaults(), new Page(List.of(parked), 0, true), now, now);
        return this;
    }

    Lanes policy(DeliveryPolicy policy) {
        return tell(new Input.PolicyIs(policy));
    }

    /** Its policy is to drop the oldest when it owes more. */
    Lanes owesAtMost(int deliveries) {
        return policy(
                Policies.of(
                        "quota-entries",
                        Integer.toString(deliveries),
                        "quota-policy",
                        "drop-oldest"));
    }

    Lanes offer(long number, String key) {
        return tell(new Input.Offered(owed(number, key)));
    }

    Lanes end(long number, AttemptResult result) {
        return end(number, result, Duration.ZERO);
    }

    Lanes end(long number, AttemptResult result, Duration took) {
        return tell(new Input.Ended(number, result, took));
    }

    Lanes load(Page page) {
        return tell(new Input.Loaded(page));
    }

    Lanes pass(Duration time) {
        now = now.plus(time);
        return wake();
    }

    /** When it wants to be woken next, {@link Instant#MAX} for never. */
    Instant nextWakeUp() {
        return armed.stream().min(Instant::compareTo).orElse(Instant.MAX);
    }

    /** To the next time it wants to be woken, if there is one. */
    Lanes passToNextWakeUp() {
        return armed.isEmpty() ? this : pass(Duration.between(now, Collections.min(armed)));
    }

    /** Every time that has come by now, as the timers would tell it. */
    private Lanes wake() {
        for (Instant at : List.copyOf(armed)) {
            if (!at.isAfter(now)) {
                armed.remove(at);
                tell(new Input.Woken(at));
            }
        }
        return this;
    }

    Lanes tell(Input input) {
        List<Action> actions = lane.on(input, now);
        asked.addAll(actions);
        for (Action action : actions) {
            if (action instanceof Action.WakeAt(Instant at)) {
                armed.add(at);
            }
        }
        return this;
    }

    boolean idle() {
        return lane.idle();
    }

    boolean breakerOpen() {
        return lane.standing().breakerOpen();
    }

    /** The numbers it wanted tried since this was last asked. */
    List<Long> tries() {
        return take(Action.Try.class).stream()
                .flatMap(it -> it.batch().stream())
                .map(Owed::number)
                .toList();
    }

    /** The same, by messages. */
    List<List<Long>> batches() {
        return tried().stream().map(it -> it.stream().map(Owed::number).toList()).toList();
    }

    /** The deliveries it wanted tried since this was last asked, by messages. */
    List<List<Owed>> tried() {
        return take(Action.Try.class).stream().map(Action.Try::batch).toList();
    }

    /** What it wanted written since this was last asked. */
    List<LaneUpdate> written() {
        return take(Action.Write.class).stream().map(Action.Write::laneUpdate).toList();
    }

    List<Action.Read> reads() {
        return take(Action.Read.class);
    }

    List<Action.ReadParked> parkedReads() {
        return take(Action.ReadParked.class);
    }

    List<Action.Weigh> weighings() {
        return take(Action.Weigh.class);
    }

    /** When it wants to be woken, and was not yet. */
    List<Instant> armed() {
        return List.copyOf(armed);
    }

    private <A extends Action> List<A> take(Class<A> kind) {
        List<A> found = asked.stream().filter(kind::isInstance).map(kind::cast).toList();
        asked.removeAll(found);
        return found;
    }
}
