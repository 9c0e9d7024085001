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

/** A lane, its clock, and the actions that it has requested so far. */
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

    /** Creates a lane that owes nothing and has read its queue. */
    static Lanes fresh() {
        return fresh(LaneLimits.defaults());
    }

    static Lanes fresh(LaneLimits limits) {
        return read(0, limits);
    }

    /** Creates a lane that has read its empty queue and owes this many parked deliveries. */
    static Lanes parked(long given) {
        return read(given, LaneLimits.defaults());
    }

    private static Lanes read(long given, LaneLimits limits) {
        var lanes = new Lanes(Books.empty(), given, limits);
        lanes.give(new Input.Woken(START));
        lanes.give(new Input.Loaded(new Page(List.of(), given + 1, true)));
        lanes.asked.clear();
        return lanes;
    }

    /** Creates a lane that a restart opens with these books at a time. */
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

    /** Resumes the lane with the first parked delivery of each key, as a start does. */
    Lanes resume(Owed... parked) {
        lane.resume(DeliveryPolicy.defaults(), new Page(List.of(parked), 0, true), now, now);
        return this;
    }

    Lanes policy(DeliveryPolicy policy) {
        return give(new Input.PolicyIs(policy));
    }

    /** Sets a policy that drops the oldest deliveries above this number. */
    Lanes owesAtMost(int deliveries) {
        return policy(
                Policies.of(
                        "quota-entries",
                        Integer.toString(deliveries),
                        "quota-policy",
                        "drop-oldest"));
    }

    Lanes offer(long number, String key) {
        return give(new Input.Offered(owed(number, key)));
    }

    Lanes end(long number, AttemptResult result) {
        return end(number, result, Duration.ZERO);
    }

    Lanes end(long number, AttemptResult result, Duration took) {
        return give(new Input.Ended(number, result, took));
    }

    Lanes load(Page page) {
        return give(new Input.Loaded(page));
    }

    Lanes pass(Duration time) {
        now = now.plus(time);
        return wake();
    }

    /** Returns when it wants to be woken next, {@link Instant#MAX} for never. */
    Instant nextWakeUp() {
        return armed.stream().min(Instant::compareTo).orElse(Instant.MAX);
    }

    /** Passes to the next time at which it wants to be woken, if there is one. */
    Lanes passToNextWakeUp() {
        return armed.isEmpty() ? this : pass(Duration.between(now, Collections.min(armed)));
    }

    /** Wakes the lane for every time that has come by now, as the timers would. */
    private Lanes wake() {
        for (Instant at : List.copyOf(armed)) {
            if (!at.isAfter(now)) {
                armed.remove(at);
                give(new Input.Woken(at));
            }
        }
        return this;
    }

    Lanes give(Input input) {
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

    /** Returns the numbers that it wanted attempted since the last call. */
    List<Long> tries() {
        return take(Action.Try.class).stream()
                .flatMap(found -> found.batch().stream())
                .map(Owed::number)
                .toList();
    }

    /** Returns the same, by messages. */
    List<List<Long>> batches() {
        return tried().stream().map(list -> list.stream().map(Owed::number).toList()).toList();
    }

    /** Returns the deliveries that it wanted attempted since the last call, by messages. */
    List<List<Owed>> tried() {
        return take(Action.Try.class).stream().map(Action.Try::batch).toList();
    }

    /** Returns the entries that it wanted written since the last call. */
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

    /** Returns the times at which it wants to be woken. */
    List<Instant> armed() {
        return List.copyOf(armed);
    }

    private <A extends Action> List<A> take(Class<A> kind) {
        List<A> found = asked.stream().filter(kind::isInstance).map(kind::cast).toList();
        asked.removeAll(found);
        return found;
    }
}
