package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import dev.carillon.deliver.LaneInsides;
import dev.carillon.deliver.LaneLimits;
import dev.carillon.journal.CannotWriteException;
import dev.carillon.journal.Journal;
import dev.carillon.notifier.Replays;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.Key;
import dev.carillon.testkit.MemoryState;
import dev.carillon.testkit.StateFaults;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A whole server without threads, sockets and disk: the real store, notifier, journal, ledger and
 * lanes, with a disk, a network, clients, an operator and endpoints whose behaviour the seed
 * decides.
 */
final class SimulatedWorld {
    private static final Key PROBE = Key.of("zz-probe".getBytes(StandardCharsets.UTF_8));

    /** The time that a stopping server waits for attempts in flight. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** An upper bound on the number of offers that arrive while a lane reads. */
    private static final int EARLY = 32;

    /**
     * The number of keys that are always refused: three that begin with poison, and two that end
     * with 3.
     */
    private static final int REFUSED_KEYS = 5;

    /** The time at the end in which nothing happens except alarms for deliveries that are gone. */
    private static final Duration IDLE = Duration.ofMinutes(10);

    private static final int STALE_ALARMS = 20;

    /** A number so large that no attempt waits for another, on any machine. */
    private static final int PLACES = 1_000;

    private static final Committer NOBODY = new Committer() {};

    /** The longest wait of a delivery after a restart, and half an hour. */
    private static final Duration REST = Duration.ofMinutes(90);

    private final SplittableRandom random;
    private final SeededTasks tasks;
    private final Witness witness;
    private final LossyDisk losses;
    private final BadBlocks bad;
    private final ClosedSecrets secrets;
    private final RuleOwner owner;
    private final Operator operator;
    private final LogActor logActor;
    private final Server.Means means;
    private final Map<String, SimulatedEndpoint> endpoints = new TreeMap<>();
    private final Clients clients;
    private final DiskFaults faults;
    private final boolean losesCallers;
    private boolean faultless;
    private boolean cutting;
    private MemoryState disk;
    private PausingState state;
    private Server server;
    private Duration healedAt = Duration.ZERO;

    SimulatedWorld(long seed) {
        random = new SplittableRandom(seed);
        tasks = new SeededTasks(random.split());
        secrets = new ClosedSecrets(seed);
        witness = new Witness(tasks, secrets);
        losses = new LossyDisk(seed, witness);
        bad = new BadBlocks(seed, witness);
        int patience = 20 + random.nextInt(200);
        owner = new RuleOwner(random.split(), witness, tasks, patience);
        operator = new Operator(random.split(), witness, tasks, owner);
        logActor = new LogActor(random.split(), witness, operator);
        for (String name : Operator.TOPICS) {
            endpoints.put(name, new SimulatedEndpoint(tasks, random.split(), witness));
        }
        endpoints.put(RuleOwner.ENDPOINT, new SimulatedEndpoint(tasks, random.split(), witness));
        clients = new Clients(random, tasks, witness, operator, this::look);
        faults = new DiskFaults(seed, random.nextInt(3) == 0 ? 0 : 0.0005 * random.nextInt(4));
        losesCallers = random.nextInt(3) == 0;
        means =
                new Server.Means(
                        tasks,
                        random.split(),
                        endpoints,
                        limits(),
                        random.nextInt(3) == 0 ? 1 + random.nextInt(4) : PLACES,
                        Duration.ofSeconds(patience),
                        owner,
                        secrets,
                        this::settlesLater,
                        Duration.ofSeconds(1 + random.nextInt(600)),
                        1_000 + random.nextInt(50_000));
        disk = MemoryState.create();
        state = pausing();
        server = Server.open(state, means);
        operator.begin(server);
        boot();
        tasks.observer(this::look);
    }

    /** Lets settlements wait for a disk that refuses them for now. */
    private void settlesLater(Duration time) {
        witness.saw(Coverage.REFUSED_SETTLEMENT);
        tasks.pass(time);
    }

    /** Draws small limits, which a few hundred deliveries already exceed. */
    private LaneLimits limits() {
        return new LaneLimits(
                2 + random.nextInt(24), 1 + random.nextInt(10), 1 + random.nextInt(4));
    }

    Witness witness() {
        return witness;
    }

    /** Runs one task; returns false if none is left. */
    boolean step() {
        boolean failedBefore = state.failed();
        boolean more = tasks.step();
        look();
        LaneInsides.objection(server.engine().deliverer(), means.limits(), EARLY)
                .ifPresent(tooMuch -> {
                    throw new AssertionError(tooMuch);
                });
        demand(
                state.failed() || server.engine().deliverer().trouble().isEmpty(),
                () -> "nothing is settled any more, and the disk has not failed");
        demand(
                server.engine().deliverer().stoppedLanes().isEmpty(),
                () -> "a lane stopped alone: " + server.engine().deliverer().stoppedLanes());
        if (state.failed() && state.unknown().isPresent()) {
            crash();
        } else if (state.failed() && !failedBefore) {
            witness.saw(Coverage.UNKNOWN_SETTLEMENT);
        }
        return more;
    }

    /** Lets the witness see the lanes' decisions so far. */
    private void look() {
        witness.decided(LaneInsides.unwritten(server.engine().deliverer()));
        LaneInsides.eachInFlight(server.engine().deliverer(), witness::awaits);
    }

    /** Starts a client that changes one of a few objects. */
    void change() {
        clients.change(server);
    }

    /** Changes the mood of an endpoint. */
    void turnSomething() {
        List.copyOf(endpoints.values()).get(random.nextInt(endpoints.size())).turn();
    }

    /** Lets the operator change the configuration. */
    void meddle() {
        operator.meddle(server);
        look();
        crashIfFailed();
    }

    /** Lets the operator handle the dead letters. */
    void mindLetters() {
        try {
            logActor.act(server);
            look();
        } catch (CannotWriteException _) {
            crash();
        }
    }

    /** Lets the operator replay events of the past. */
    void replayRange() {
        String key = random.nextInt(3) == 0 ? "key-1" : "";
        Instant since = tasks.wall().minusSeconds(random.nextInt(3_600));
        var window = new Replays.Window(since, since.plusSeconds(random.nextInt(3_600)), key);
        operator.topic(Operator.some(random))
                .map(witnessedTopic ->
                        new RangeReplay(server, operator, witness, witnessedTopic, window))
                .ifPresent(rangeReplay -> tasks.serve(purpose(rangeReplay), 5, rangeReplay::run));
        if (random.nextBoolean()) {
            // A concurrent trim, while replayed events leave the log.
            cutLog();
        }
    }

    private static SteppedTask.Purpose purpose(Committer committer) {
        return new SteppedTask.Purpose(Optional.of(committer), false);
    }

    /** Takes away the key of a topic's secrets from time to time, or brings it back. */
    void turnKey() {
        secrets.turn().ifPresent(this::keyTurned);
    }

    private void keyTurned(String name) {
        if (secrets.contains(name)) {
            witness.saw(Coverage.SECRETS_CLOSED);
        }
        operator.topic(name)
                .ifPresent(topic -> {
                    server.engine().deliverer().changed(topic.live.id);
                    if (!secrets.contains(name)) {
                        topic.lanes().forEach(lane -> lane.resumed(tasks.steady()));
                    }
                });
        look();
        crashIfFailed();
    }

    /** Sets the wall clock. */
    void setClock() {
        setClock(random.nextBoolean());
    }

    private void setClock(boolean back) {
        var by = random.nextBoolean() ? Duration.ofHours(1) : Duration.ofDays(1);
        witness.saw(back ? Coverage.CLOCK_SET_BACK : Coverage.CLOCK_SET_FORWARD);
        tasks.setClock(back ? by.negated() : by);
    }

    /** Trims the event log to its limits. */
    void cutLog() {
        if (!cutting) {
            cutting = true;
            var cut = new LogCut(server, disk, witness, tasks.wall());
            tasks.serve(
                    purpose(cut),
                    5,
                    () -> {
                        cut.run();
                        cutting = false;
                    });
        }
    }

    /** Flips a bit of the disk; returns false in a world without bad blocks. */
    boolean flipBit() {
        return bad.flip(disk);
    }

    /** Kills the process and starts it again from what is durable. */
    void crash() {
        end(false);
        boot();
    }

    /** Loses the end of the log permanently; called at the very end. */
    void loseTheEnd() {
        tasks.forgetAll();
        disk.crash();
        losses.accept(disk, state.acknowledged(), PROBE);
    }

    /** Stops as an operator does: attempts in flight may end, for a while. */
    void stop() {
        for (int i = random.nextInt(8); i > 0; i--) {
            change();
        }
        witness.stopped();
        server.engine().drain(Duration.ZERO);
        Duration until = tasks.age().plus(PATIENCE);
        while (tasks.busy() && tasks.age().compareTo(until) < 0) {
            tasks.step();
            look();
        }
        boolean ended = !tasks.busy();
        server.engine().drain(Duration.ZERO);
        // A stopping server does not wait for settlements that the disk refuses.
        end(ended && !state.failed() && server.engine().deliverer().trouble().isEmpty());
        boot();
    }

    private void end(boolean clean) {
        tasks.forgetAll();
        cutting = false;
        disk.crash();
        losses.lose(disk, state.acknowledged());
        disk = disk.reopen(StateFaults.none());
        recover(new Journal(disk));
        witness.died(disk, clean);
        bad.flipSome(disk);
    }

    /** Finds out whether a commit of unknown outcome happened. */
    private void recover(Journal journal) {
        switch (state.unknown().orElse(NOBODY)) {
            case Client client -> {
                witness.saw(Coverage.UNKNOWN_CHANGE);
                if (journal.event(state.nextStamp()).isPresent()) {
                    client.committed(state.nextStamp(), journal);
                }
            }
            case RangeReplay _ -> witness.saw(Coverage.UNKNOWN_REPLAY);
            default -> {}
        }
        witness.found(journal, state.unknown());
        owner.recover(Server.open(disk, means));
        if (operator.unsure()) {
            operator.recover(Server.open(disk, means));
        }
        if (logActor.unsure()) {
            logActor.left(Server.open(disk, means));
        }
    }

    private PausingState pausing() {
        boolean loses = losesCallers && !faultless;
        return new PausingState(bad.over(disk), disk, tasks, random.split(), witness, loses);
    }

    private void boot() {
        var probed = (CommitResult.Committed) disk.commit(new Commit().put(PROBE, new byte[1]));
        disk.crash();
        disk = disk.reopen(faults.ofLife(random.split(), tasks::pass));
        state = pausing();
        state.startsAfter(probed.stamp());
        server = Server.open(state, means);
        server.engine().start();
        look();
    }

    /**
     * Lets everything work for a while, except keys that endpoints refuse, and checks that these
     * hold back no other key if there is room to park them.
     */
    void calm() {
        if (means.limits().parkedKeys() < REFUSED_KEYS) {
            return;
        }
        endpoints.values().forEach(SimulatedEndpoint::calm);
        putInOrder();
        Duration until = tasks.age().plus(REST);
        while (tasks.age().compareTo(until) < 0 && step()) {
            // Time passes.
        }
        for (WitnessedLane lane : witness.lanes()) {
            lane.heldBack()
                    .ifPresent(late -> {
                        throw new AssertionError(late + " is held back by other keys");
                    });
        }
    }

    /** Lets everything work from now on. */
    void heal() {
        endpoints.values().forEach(SimulatedEndpoint::heal);
        boolean restarts = random.nextInt(3) > 0;
        if (restarts) {
            restart();
        }
        putInOrder();
        if (restarts) {
            WitnessedWaits.end(witness.lanes(), means.limits().window(), tasks.steady());
        }
        healedAt = tasks.age();
    }

    /** Ends the process, and may set the clock back before the next one starts. */
    private void restart() {
        if (random.nextBoolean()) {
            setClock(true);
        }
        if (random.nextBoolean()) {
            crash();
        } else {
            stop();
        }
    }

    /**
     * Ends all faults and lost callers, and gives every topic a policy that never gives up. Each
     * lane is owed another delivery, so that it finds those that it missed.
     */
    private void putInOrder() {
        faultless = true;
        secrets.openAll().forEach(this::keyTurned);
        faults.end();
        bad.end();
        state.heal();
        crashIfFailed();
        operator.putInOrder(server);
        look();
        clients.plainFromNowOn();
        clients.change(server, Operator.BUCKET, "key-1");
        clients.change(server, RuleOwner.BUCKET, "key-1");
    }

    /** Lets everything come to rest within a known time, and checks the result. */
    void rest() {
        Duration end = healedAt.plus(REST);
        int late = 0;
        while (tasks.age().compareTo(end) < 0 && step()) {
            late += tasks.age().compareTo(end.minus(IDLE)) < 0 ? 0 : 1;
        }
        int steps = late;
        demand(
                steps <= STALE_ALARMS,
                () ->
                        "after "
                                + REST
                                + " there is no rest yet: "
                                + steps
                                + " things happened last");
        crashIfFailed();
        witness.checkTheEnd(disk);
    }

    private void crashIfFailed() {
        if (state.failed()) {
            crash();
        }
    }
}
