package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import dev.carillon.deliver.LaneLimits;
import dev.carillon.delivery.LaneId;
import dev.carillon.engine.DeliveryEngine;
import dev.carillon.engine.EngineRuntime;
import dev.carillon.engine.EngineSettings;
import dev.carillon.engine.EventRetention;
import dev.carillon.format.Dialects;
import dev.carillon.inbound.KeyEncodings;
import dev.carillon.journal.Ledger;
import dev.carillon.notifier.Receptions;
import dev.carillon.registry.KeptTopic;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.Recipient;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.script.OnceRecords;
import dev.carillon.script.ScriptDialect;
import dev.carillon.simulation.ReceivedEvents.Sent;
import dev.carillon.state.NotCommittedException;
import dev.carillon.state.UnknownOutcomeException;
import dev.carillon.stats.Stats;
import dev.carillon.testkit.ChosenEndpoints;
import dev.carillon.testkit.MemoryState;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * A receiver without threads, sockets, processes and disk: the real engine and its receptions, with
 * publishers, a script and a disk whose behaviour the seed decides.
 */
final class ReceptionWorld {
    private static final Recipient SCRIPT = new Recipient.Receiver("script");
    private static final int PLACES = 1_000;
    private static final Duration REST = Duration.ofMinutes(90);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final LaneLimits WIDE = new LaneLimits(1_000, 100, 16);

    private final SplittableRandom random;
    private final SeededTasks tasks;
    private final ReceptionWitness witness;
    private final ScriptDouble script;
    private final ReceivedEvents events;
    private final DiskFaults faults;
    private final int retries;
    private final boolean once;
    private final LaneLimits limits;
    private final Duration logAge;
    private final List<List<Sent>> unanswered = new ArrayList<>();
    private MemoryState disk = MemoryState.create();
    private SlowState state;
    private DeliveryEngine engine;
    private Receptions receptions;

    ReceptionWorld(long seed) {
        random = new SplittableRandom(41 * seed + 13);
        tasks = new SeededTasks(random.split());
        boolean wide = random.nextBoolean();
        retries = 1 + random.nextInt(4);
        once = random.nextBoolean();
        var terms = new ReceptionWitness.Terms(wide, once, retries);
        witness = new ReceptionWitness(tasks::age, terms);
        script = new ScriptDouble(tasks, random.split(), witness);
        events = new ReceivedEvents(random.split());
        faults = new DiskFaults(seed, random.nextInt(3) == 0 ? 0.002 : 0);
        limits = wide ? WIDE : new LaneLimits(2 + random.nextInt(24), 1 + random.nextInt(10), 1);
        logAge = Duration.ofSeconds(1 + random.nextInt(60));
        state = new SlowState(disk, tasks, random);
        engine = boot();
        engine.topics().put(topic());
        receptions = way();
    }

    int promises() {
        return witness.promises();
    }

    /** Runs one task; returns false if none is left. */
    boolean step() {
        boolean more = tasks.step();
        look();
        if (state.failed()) {
            crash();
        }
        return more;
    }

    /** Lets a publisher send a message. */
    void receive() {
        List<Sent> message = events.message();
        unanswered.add(message);
        send(message);
    }

    /** Lets a publisher send a message again that was not answered, or not yet. */
    void receiveAgain() {
        if (!unanswered.isEmpty()) {
            send(unanswered.get(random.nextInt(unanswered.size())));
        }
    }

    private void send(List<Sent> message) {
        witness.submitted(message);
        Receptions way = receptions;
        serve(() -> {
            var outcome =
                    way.accept(message.stream().map(sent -> sent.change(tasks.wall())).toList());
            look();
            witness.acknowledged(message, outcome);
            answered(message);
        });
    }

    @SuppressWarnings("ReferenceEquality") // two messages may have the same events
    private void answered(List<Sent> message) {
        unanswered.removeIf(waiting -> waiting == message);
    }

    /** Changes the options of the recipient, in the same lane. */
    void retune() {
        serve(() -> {
            engine.topics().put(topic());
            look();
        });
    }

    /** Changes the mood of the script. */
    void turnScript() {
        script.turn();
    }

    /** Cuts the event log. */
    void cutLog() {
        serve(() -> {
            engine.retention().trim(tasks.wall());
            look();
            witness.cut(disk);
        });
    }

    /** Removes the records of runs that are over. */
    void sweep() {
        if (once) {
            serve(() -> records().removeSettled(this::owed));
        }
    }

    private Set<Long> owed(boolean replay, long from, long to) {
        KeptTopic kept = engine.topics().find(SCRIPT).orElseThrow();
        var lane = new LaneId(kept.lane());
        return ReceptionWitness.owed(engine.journal(), replay ? lane.ofReplays() : lane)
                .map(owed -> owed.delivery().number())
                .filter(number -> from <= number && number <= to)
                .collect(Collectors.toSet());
    }

    /** Kills the process and starts the next over what is durable. */
    void crash() {
        end(false);
    }

    /** Stops as an operator does: scripts that run may end, for a while. */
    void stop() {
        witness.stops();
        engine.drain(Duration.ZERO);
        Duration until = tasks.age().plus(PATIENCE);
        while (tasks.busy() && tasks.age().compareTo(until) < 0) {
            tasks.step();
            look();
        }
        boolean ended = !tasks.busy();
        engine.drain(Duration.ZERO);
        end(ended && !state.failed() && engine.deliverer().trouble().isEmpty());
    }

    private void end(boolean clean) {
        tasks.forgetAll();
        disk.crash();
        disk = disk.reopen(faults.ofLife(random.split(), this::pass));
        look();
        witness.died(disk, clean);
        state = new SlowState(disk, tasks, random);
        engine = boot();
        receptions = way();
    }

    /** Lets everything work, waits until nothing happens any more, and checks the result. */
    void rest() {
        faults.end();
        script.heal();
        if (state.failed() || random.nextBoolean()) {
            crash();
        }
        Duration end = tasks.age().plus(REST);
        while (tasks.age().compareTo(end) < 0 && step()) {
            // Time passes.
        }
        witness.checkTheEnd(disk, new Ledger(disk, engine.journal(), _ -> {}));
        records().removeSettled(this::owed);
        demand(records().count() == 0, () -> "records of runs that are over are kept");
    }

    /** Runs something that commits; a disk that refuses it leaves things as they are. */
    private void serve(Runnable code) {
        tasks.serve(
                new SteppedTask.Purpose(Optional.empty(), false),
                5,
                () -> {
                    try {
                        code.run();
                    } catch (NotCommittedException | UnknownOutcomeException _) {
                        look();
                    }
                });
    }

    private void look() {
        witness.look(disk);
    }

    /** Lets time pass in which nothing can run. */
    private void pass(Duration time) {
        witness.passes(time);
        tasks.pass(time);
    }

    private Topic topic() {
        return new Topic(
                SCRIPT,
                "",
                ScriptDialect.NAME,
                Optional.of(new Target("http://script/", Map.of())),
                true,
                "",
                Map.of(
                        "retry",
                        "exponential(100ms,2s)",
                        "max_retries",
                        Integer.toString(retries),
                        "timeout",
                        8 + random.nextInt(3) + "s"));
    }

    private OnceRecords records() {
        return new OnceRecords(state);
    }

    private Receptions way() {
        return engine.receptions(engine.topics().find(SCRIPT).orElseThrow());
    }

    private DeliveryEngine boot() {
        var endpoint =
                new WatchedScript(
                        script, witness, once ? Optional.of(records()) : Optional.empty());
        var runtime =
                new EngineRuntime(
                        new EngineRuntime.Clocks(tasks::wall, tasks::steady),
                        tasks,
                        random.split(),
                        List.of(new ChosenEndpoints(_ -> endpoint)),
                        new Stats(),
                        this::pass,
                        targets -> targets);
        var kept = new EventRetention(Optional.of(logAge), OptionalLong.of(1 << 20));
        var dialect = new ScriptDialect(KeyEncodings.BY_DIALECT, DeliveryPolicy.defaults());
        var settings =
                EngineSettings.defaults(Dialects.of(List.of(dialect)))
                        .keeping(kept, Optional.empty())
                        .within(limits, PLACES);
        var opened = DeliveryEngine.open(state, settings, runtime);
        opened.start();
        return opened;
    }
}
