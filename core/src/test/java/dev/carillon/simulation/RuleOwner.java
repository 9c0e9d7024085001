package dev.carillon.simulation;

import static dev.carillon.simulation.Demands.demand;

import dev.carillon.delivery.LaneId;
import dev.carillon.event.EventPattern;
import dev.carillon.event.EventType;
import dev.carillon.registry.OwnRule;
import dev.carillon.registry.OwnRuleSet;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Filter;
import dev.carillon.rule.Recipient.RuleAddress;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleState;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;
import dev.carillon.state.NotCommittedException;
import dev.carillon.state.UnknownOutcomeException;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Owns a rule with its own address: creates, changes, deletes and resumes it, and tracks its status
 * without asking the server. So it knows which deliveries a change of its bucket owes.
 */
final class RuleOwner {
    static final String BUCKET = "own-bucket";

    /** The name of the rule's endpoint. */
    static final String ENDPOINT = "own";

    private static final String RULE = "own-rule";

    /** The name of the rule's lanes. */
    static final String TOPIC = BUCKET + "/" + RULE;

    private static final Set<EventType> ALL =
            Set.of(EventType.CREATED_PUT, EventType.REMOVED_DELETE);

    private final RandomGenerator random;
    private final Witness witness;
    private final SeededTasks tasks;
    private final int patience;
    private Optional<WitnessedTopic> topic = Optional.empty();
    private Standing standing = Standing.ABSENT;
    private Optional<Order> unsure = Optional.empty();
    private boolean unsureSuspension;
    private int makings;

    private enum Standing {
        ABSENT,
        ENABLED,
        DISABLED,
        SUSPENDED
    }

    /** The status that the rule is to have, and the largest number of deliveries in a message. */
    private record Order(Standing wanted, int together) {}

    /**
     * Starts without a rule.
     *
     * @param patience the number of seconds for which the server tries before it suspends the rule
     */
    RuleOwner(RandomGenerator random, Witness witness, SeededTasks tasks, int patience) {
        this.random = random;
        this.witness = witness;
        this.tasks = tasks;
        this.patience = patience;
    }

    /** Returns the deliveries that any change of its bucket owes. */
    Map<WitnessedTopic, Set<String>> owed() {
        return standing == Standing.ENABLED ? Map.of(topic.orElseThrow(), Set.of(RULE)) : Map.of();
    }

    /** Returns the current topic of the rule. */
    Optional<WitnessedTopic> topic() {
        return topic;
    }

    /** Changes the rule. */
    void act(Server server) {
        int together = ExpectedPolicy.drawnTogether(random);
        Standing next =
                switch (standing) {
                    case ABSENT -> Standing.ENABLED;
                    case ENABLED, DISABLED -> someStanding();
                    case SUSPENDED -> random.nextInt(4) > 0 ? Standing.ENABLED : Standing.ABSENT;
                };
        order(server, new Order(next, together));
    }

    private Standing someStanding() {
        return switch (random.nextInt(5)) {
            case 0 -> Standing.DISABLED;
            case 1 -> Standing.ABSENT;
            default -> Standing.ENABLED;
        };
    }

    /** Creates or enables the rule. */
    void putInOrder(Server server) {
        order(server, new Order(Standing.ENABLED, ExpectedPolicy.drawnTogether(random)));
    }

    private void order(Server server, Order order) {
        unsure = Optional.of(order);
        try {
            carryOut(server, order);
        } catch (UnknownOutcomeException _) {
            return;
        } catch (NotCommittedException _) {
            witness.saw(Coverage.REFUSED_ORDER);
            unsure = Optional.empty();
            demand(
                    standingOf(server) == standing,
                    () -> order + " was refused, and the rule is " + standingOf(server));
            return;
        }
        unsure = Optional.empty();
        done(server, order);
    }

    private void carryOut(Server server, Order order) {
        String bucket = server.bucketId(BUCKET);
        var changed =
                resumes(order)
                        ? server.engine().ownRules().resume(bucket, RULE)
                        : server.engine().ownRules().change(bucket, _ -> wanted(bucket, order));
        server.engine().notifier().rulesChanged(changed.orElseThrow());
    }

    /** Checks that an order was carried out on disk. */
    private void done(Server server, Order order) {
        demand(
                standingOf(server) == order.wanted(),
                () -> order + " was carried out, and the rule is " + standingOf(server));
        if (resumes(order)) {
            witness.saw(Coverage.RESUMED);
        } else if (order.wanted() == Standing.ABSENT) {
            topic.ifPresent(witnessedTopic -> witnessedTopic.end("rule-deleted"));
            topic = Optional.empty();
        } else if (topic.isEmpty()) {
            makings++;
            begin(server, order.together());
        } else {
            topic.get().changed(terms(order.together()));
        }
        standing = order.wanted();
    }

    /** Lets a lane suspend its rule; returns whether that happened, unless the disk fails. */
    boolean suspends(Server server, LaneId lane, BooleanSupplier suspending) {
        witness.lane(lane).checkSuspends(tasks.moment());
        unsureSuspension = true;
        witness.suspending(true);
        boolean done = false;
        try {
            done = suspending.getAsBoolean();
            unsureSuspension = false;
        } catch (NotCommittedException e) {
            unsureSuspension = false;
            throw e;
        } finally {
            witness.suspending(false);
            if (!done) {
                witness.lane(lane).notSuspended();
            }
        }
        checkSuspended(lane, done);
        if (done) {
            suspended(server);
        }
        return done;
    }

    private void checkSuspended(LaneId lane, boolean done) {
        boolean right =
                standing == Standing.ENABLED
                        && topic.filter(witnessedTopic -> witnessedTopic.live.id.equals(lane))
                                .isPresent();
        demand(done == right, () -> "suspended: " + done + ", while the rule is " + standing);
    }

    private void suspended(Server server) {
        int together = topic.orElseThrow().expectedPolicy().together();
        topic.orElseThrow().end("suspended");
        begin(server, together);
        standing = Standing.SUSPENDED;
        witness.saw(Coverage.SUSPENDED);
    }

    /** Finds out after a restart whether the last action happened. */
    void recover(Server server) {
        Standing now = standingOf(server);
        if (unsureSuspension && now == Standing.SUSPENDED) {
            suspended(server);
        } else {
            unsure.filter(order -> happened(server, order)).ifPresent(order -> done(server, order));
        }
        unsureSuspension = false;
        unsure = Optional.empty();
        demand(now == standing, () -> "the rule is " + now + " on disk, not " + standing);
    }

    private boolean happened(Server server, Order order) {
        boolean stands = standingOf(server) == order.wanted();
        boolean shares =
                resumes(order)
                        || server.topic(TOPIC)
                                .map(keptTopic ->
                                        keptTopic.topic().policy().maxBatch() == order.together())
                                .orElse(true);
        return stands && shares;
    }

    private boolean resumes(Order order) {
        return standing == Standing.SUSPENDED && order.wanted() == Standing.ENABLED;
    }

    private void begin(Server server, int together) {
        long lane = server.topic(TOPIC).orElseThrow().lane();
        var made = new WitnessedTopic(TOPIC, making(), lane, terms(together), tasks);
        topic = Optional.of(made);
        witness.made(made);
    }

    private WitnessedTopic.Since terms(int together) {
        return new WitnessedTopic.Since(tasks.mark(), ExpectedPolicy.own(patience, together));
    }

    private String making() {
        return "own#" + makings;
    }

    private static Standing standingOf(Server server) {
        Optional<OwnRule> rule =
                server
                        .engine()
                        .ownRules()
                        .of(server.bucketId(BUCKET))
                        .map(OwnRuleSet::rules)
                        .orElseThrow()
                        .stream()
                        .findFirst();
        return rule.map(ownRule ->
                        switch (ownRule.rule().state()) {
                            case RuleState.Enabled _ -> Standing.ENABLED;
                            case RuleState.Disabled _ -> Standing.DISABLED;
                            case RuleState.Suspended _ -> Standing.SUSPENDED;
                        })
                .orElse(Standing.ABSENT);
    }

    private List<OwnRule> wanted(String bucketId, Order order) {
        if (order.wanted() == Standing.ABSENT) {
            return List.of();
        }
        var address = new RuleAddress(bucketId, BUCKET, RULE);
        var target = new Target("http://" + ENDPOINT + "/", Map.of());
        Topic plain = Topic.ofRule(address, "owner", DialectName.B2, target, order.together());
        // The opaque data identify the creation of the rule to which a message belongs; users of B2
        // cannot set them.
        String making = topic.isPresent() ? making() : "own#" + (makings + 1);
        var configured =
                new Topic(
                        address,
                        plain.owner(),
                        plain.dialect(),
                        plain.target(),
                        plain.persistent(),
                        making,
                        plain.attributes());
        RuleState state =
                order.wanted() == Standing.ENABLED
                        ? new RuleState.Enabled()
                        : new RuleState.Disabled();
        var pattern = new EventPattern("some", ALL);
        return List.of(
                new OwnRule(
                        new Rule(RULE, address, List.of(pattern), Filter.all(), state),
                        configured));
    }
}
