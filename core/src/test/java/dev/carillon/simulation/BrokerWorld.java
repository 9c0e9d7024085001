package dev.carillon.simulation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.carillon.deliver.LaneLimits;
import dev.carillon.engine.DeliveryEngine;
import dev.carillon.engine.EngineRuntime;
import dev.carillon.engine.EngineSettings;
import dev.carillon.engine.EventRetention;
import dev.carillon.format.UnreadableMessageException;
import dev.carillon.journal.Ledger;
import dev.carillon.notifier.FanOutLimits;
import dev.carillon.notifier.PublishedMessage;
import dev.carillon.notifier.ReadableDialect;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.Subscriptions;
import dev.carillon.registry.Topics;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Recipient.Subscription;
import dev.carillon.rule.SubscriptionAttributes;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.state.NotCommittedException;
import dev.carillon.state.UnknownOutcomeException;
import dev.carillon.stats.Stats;
import dev.carillon.testkit.ChosenEndpoints;
import dev.carillon.testkit.MemoryState;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * An event broker without threads, sockets and disk: the real engine, with publishers, subscribers
 * and a disk whose behaviour the seed decides. Events with more than two subscribers are fanned
 * out, two deliveries a commit.
 */
final class BrokerWorld {
    private static final int IDS = 40;
    private static final int RULES = 2;
    private static final int KEYS = 3;
    private static final int MOST_IN_MESSAGE = 3;
    private static final int MOST_SUBSCRIPTIONS = 12;
    private static final int PLACES = 1_000;
    private static final Duration REST = Duration.ofMinutes(90);

    private final SplittableRandom random;
    private final SeededTasks tasks;
    private final BrokerWitness witness = new BrokerWitness();
    private final Map<String, SubscriberEndpoint> endpoints = new TreeMap<>();
    private final DiskFaults faults;
    private final LaneLimits limits;
    private final Duration logAge;
    private MemoryState disk = MemoryState.create();
    private SlowState state;
    private DeliveryEngine engine;
    private int made;

    /** An event as its publisher knows it. */
    record Published(int id) {
        String rule() {
            return "r" + id % RULES;
        }

        /** Returns a text that no other event has. */
        String name() {
            return rule() + "/e" + id;
        }

        private String json() {
            return """
            {"eventId":"e%d","bucketName":"b","matchedRuleName":"%s","objectName":"k%d"}\
            """
                    .formatted(id, rule(), id % KEYS);
        }
    }

    BrokerWorld(long seed) {
        random = new SplittableRandom(31 * seed + 7);
        tasks = new SeededTasks(random.split());
        faults = new DiskFaults(seed, random.nextInt(3) == 0 ? 0.002 : 0);
        limits = new LaneLimits(2 + random.nextInt(24), 1 + random.nextInt(10), 1);
        logAge = Duration.ofSeconds(1 + random.nextInt(60));
        state = slowed();
        engine = boot();
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
    void publish() {
        List<Published> events =
                IntStream.rangeClosed(0, random.nextInt(MOST_IN_MESSAGE))
                        .mapToObj(_ -> new Published(random.nextInt(IDS)))
                        .toList();
        serve(() -> publish(events));
    }

    private void publish(List<Published> events) {
        String body =
                events.stream()
                        .map(Published::json)
                        .collect(Collectors.joining(",", "{\"events\":[", "]}"));
        try {
            engine.publications()
                    .accept(new PublishedMessage(body.getBytes(US_ASCII), Map.of(), ""));
        } catch (UnreadableMessageException e) {
            throw new AssertionError(e);
        }
        look();
        witness.acknowledged(events);
    }

    /** Lets somebody subscribe, if there are not too many. */
    void subscribe() {
        if (engine.subscriptions().all().size() < MOST_SUBSCRIPTIONS) {
            String id = "s" + made++;
            var wanted =
                    Topic.ofSubscription(
                            new Subscription("b", "r" + random.nextInt(RULES), id),
                            random.nextInt(4) == 0 ? DialectName.BROKER_B2 : DialectName.BROKER,
                            new Target("http://" + id + "/", Map.of()),
                            attributes());
            serve(() -> {
                engine.subscriptions().create(wanted);
                look();
            });
        }
    }

    private SubscriptionAttributes attributes() {
        return switch (random.nextInt(3)) {
            case 0 -> SubscriptionAttributes.none();
            case 1 -> new SubscriptionAttributes(OptionalInt.empty(), true, Optional.empty());
            default ->
                    new SubscriptionAttributes(
                            OptionalInt.of(1 + random.nextInt(3)), false, Optional.empty());
        };
    }

    /** Lets somebody delete a subscription. */
    void unsubscribe() {
        List<KeptTopic> all = engine.subscriptions().all();
        if (!all.isEmpty()) {
            KeptTopic gone = all.get(random.nextInt(all.size()));
            serve(() -> {
                witness.deletes(((Subscription) gone.topic().recipient()).id());
                engine.publications().unsubscribe(gone);
                look();
            });
        }
    }

    /** Changes the mood of an endpoint. */
    void turnSomething() {
        if (!endpoints.isEmpty()) {
            List.copyOf(endpoints.values()).get(random.nextInt(endpoints.size())).turn();
        }
    }

    /** Cuts the event log. */
    void cutLog() {
        serve(() -> {
            engine.retention().trim(tasks.wall());
            look();
            witness.cut(disk);
        });
    }

    /** Kills the process and starts the next over what is durable. */
    void crash() {
        tasks.forgetAll();
        disk.crash();
        disk = disk.reopen(faults.ofLife(random.split(), tasks::pass));
        witness.crashed(disk);
        state = slowed();
        engine = boot();
    }

    /** Lets everything work, waits until nothing happens any more, and checks the result. */
    void rest() {
        faults.end();
        endpoints.values().forEach(SubscriberEndpoint::heal);
        if (state.failed() || random.nextBoolean()) {
            crash();
        }
        Duration end = tasks.age().plus(REST);
        while (tasks.age().compareTo(end) < 0 && step()) {
            // Time passes.
        }
        witness.checkTheEnd(disk, new Ledger(disk, engine.journal(), _ -> {}));
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

    /** Shows the witness what is durable: a removal may be durable before the engine knows it. */
    private void look() {
        Set<Long> durable =
                new Subscriptions(disk, new Topics(disk))
                        .all().stream().map(KeptTopic::lane).collect(Collectors.toSet());
        witness.look(
                disk,
                engine.subscriptions().all().stream()
                        .filter(topic -> durable.contains(topic.lane()))
                        .toList());
    }

    private SlowState slowed() {
        return new SlowState(disk, tasks, random);
    }

    private DeliveryEngine boot() {
        var runtime =
                new EngineRuntime(
                        new EngineRuntime.Clocks(tasks::wall, tasks::steady),
                        tasks,
                        random.split(),
                        List.of(new ChosenEndpoints(this::endpoint)),
                        new Stats(),
                        tasks::pass,
                        targets -> targets);
        var events = new EventRetention(Optional.of(logAge), OptionalLong.of(1 << 20));
        var settings =
                EngineSettings.defaults(ReadableDialect.all(SentEvent.FORMAT, Duration.ofDays(1)))
                        .keeping(events, Optional.empty())
                        .within(limits, PLACES)
                        .fanningOut(new FanOutLimits(2, 2));
        var opened = DeliveryEngine.open(state, settings, runtime);
        opened.start();
        return opened;
    }

    private SubscriberEndpoint endpoint(Target target) {
        String id = target.address().replaceAll("http://(.*)/", "$1");
        return endpoints.computeIfAbsent(
                id, _ -> new SubscriberEndpoint(id, tasks, random.split(), witness));
    }
}
