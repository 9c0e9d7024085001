package dev.carillon.simulation;

import dev.carillon.event.Change;
import dev.carillon.event.EventPattern;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Version;
import dev.carillon.registry.KeptTopic;
import dev.carillon.rule.Filter;
import dev.carillon.rule.Kinds;
import dev.carillon.rule.Recipient.NamedTopic;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleState;
import dev.carillon.rule.Topic;
import dev.carillon.rule.TopicAttributes;
import dev.carillon.state.NotCommittedException;
import dev.carillon.state.UnknownOutcomeException;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Configures the server, changes the configuration, and tracks it without asking the server. So it
 * knows which deliveries each change owes.
 */
final class Operator {
    static final String BUCKET = "bucket";
    static final String QUICK_BUCKET = "quick";
    static final List<String> TOPICS = List.of("steady", "brief", "slow");

    /** Draws the name of a topic. */
    static String some(RandomGenerator random) {
        return TOPICS.get(random.nextInt(TOPICS.size()));
    }

    private static final String QUICK_TOPIC = "at-once";
    private static final Set<EventType> CREATED = Set.of(EventType.CREATED_PUT);
    private static final Set<EventType> ALL =
            Set.of(EventType.CREATED_PUT, EventType.REMOVED_DELETE);

    private final RuleOwner owner;
    private final RandomGenerator random;
    private final Witness witness;
    private final SeededTasks tasks;
    private final TopicAttributes attributes = Kinds.attributes(Kinds.HTTP);
    private final Map<String, WitnessedTopic> topics = new TreeMap<>();
    private final List<Rule> allRules =
            List.of(
                    rule("all", "steady", "", ALL),
                    rule("poison-too", "steady", "poison", CREATED),
                    rule("brief", "brief", "", CREATED),
                    rule("slow", "slow", "key-1", ALL));
    private List<Rule> rules = allRules;
    private int makings;
    private long configured;

    /**
     * A change of the configuration whose outcome is not known: the check whether it happened, and
     * its effect.
     */
    private record Pending(Predicate<Server> happened, Consumer<Server> effect) {}

    private Optional<Pending> pending = Optional.empty();

    Operator(RandomGenerator random, Witness witness, SeededTasks tasks, RuleOwner owner) {
        this.owner = owner;
        this.random = random;
        this.witness = witness;
        this.tasks = tasks;
    }

    /** Creates buckets, topics and rules on an empty disk. */
    void begin(Server server) {
        server.store().buckets().create(BUCKET, "owner");
        server.store().buckets().create(QUICK_BUCKET, "owner");
        server.store().buckets().create(RuleOwner.BUCKET, "owner");
        for (String name : TOPICS) {
            make(
                    server,
                    name,
                    name.equals("brief") ? ExpectedPolicy.drawn(random) : ExpectedPolicy.none(1));
        }
        server.engine().topics().put(attributes.topic(QUICK_TOPIC, "owner", quickTopic()));
        server.engine().rules().change(server.bucketId(BUCKET), _ -> rules);
        server.engine()
                .rules()
                .change(
                        server.bucketId(QUICK_BUCKET),
                        _ -> List.of(rule("quick", QUICK_TOPIC, "", ALL)));
        owner.act(server);
    }

    private static Map<String, String> quickTopic() {
        return Map.of("push-endpoint", "http://steady/", "OpaqueData", QUICK_TOPIC);
    }

    /** Returns the deliveries that a change owes: for each lane the matching rules. */
    Map<WitnessedTopic, Set<String>> owedFor(String bucket, String key, EventType type) {
        if (bucket.equals(RuleOwner.BUCKET)) {
            return new LinkedHashMap<>(owner.owed());
        }
        var owed = new LinkedHashMap<WitnessedTopic, Set<String>>();
        for (Rule rule : rules) {
            WitnessedTopic topic = topics.get(rule.recipient().shown());
            if (topic != null && asks(rule, key, type)) {
                owed.computeIfAbsent(topic, _ -> new TreeSet<>()).add(rule.id());
            }
        }
        return owed;
    }

    /** Returns the rules that currently match a change for a topic. */
    List<String> rulesFor(WitnessedTopic topic, Change change) {
        return rules.stream()
                .filter(rule -> rule.recipient().shown().equals(topic.name))
                .filter(_ -> change.bucket().name().equals(BUCKET))
                .filter(rule -> asks(rule, change.object().key(), change.type()))
                .map(Rule::id)
                .toList();
    }

    private static boolean asks(Rule rule, String key, EventType type) {
        var facts = new ObjectFacts(key, 1, "etag", new Version.None(), Map.of(), List.of());
        return rule.state() instanceof RuleState.Enabled
                && (rule.mask() & 1L << type.code()) != 0
                && rule.filter().accepts(facts);
    }

    /** Returns the number of changes of the rules. */
    long configured() {
        return configured;
    }

    /** Returns the current topic with this name. */
    Optional<WitnessedTopic> topic(String name) {
        return name.equals(RuleOwner.TOPIC) ? owner.topic() : Optional.ofNullable(topics.get(name));
    }

    /** Changes a part of the configuration. */
    void meddle(Server server) {
        String name = some(random);
        switch (random.nextInt(10)) {
            case 8, 9 -> owner.act(server);
            case 0 -> remove(server, name);
            case 1, 2, 3 -> {
                boolean limited = !name.equals("steady");
                make(
                        server,
                        name,
                        limited ? ExpectedPolicy.drawn(random) : ExpectedPolicy.patient(random));
            }
            case 4, 5 -> configure(server, someRules());
            default -> configure(server, allRules);
        }
    }

    /** Creates missing topics and rules, with policies that never give up. */
    void putInOrder(Server server) {
        owner.putInOrder(server);
        configure(server, allRules);
        for (String name : TOPICS) {
            // Deliveries share a message only if they are for the same rule, so the topic must have
            // one rule.
            boolean shares = !name.equals("steady");
            make(
                    server,
                    name,
                    ExpectedPolicy.none(shares ? ExpectedPolicy.drawnTogether(random) : 1));
        }
    }

    /** Returns whether the outcome of the last change is unknown. */
    boolean unsure() {
        return pending.isPresent();
    }

    /** Finds out whether a change of unknown outcome happened. */
    void recover(Server server) {
        pending.filter(found -> found.happened().test(server))
                .ifPresent(found -> found.effect().accept(server));
        pending = Optional.empty();
    }

    private void make(Server server, String name, ExpectedPolicy expectedPolicy) {
        WitnessedTopic known = topics.get(name);
        String opaque = known == null ? name + "#" + makings++ : known.making;
        Map<String, String> wanted = expectedPolicy.attributes("http://" + name + "/", opaque);
        wanted.put("persistent", "true");
        Topic topic = together(attributes.topic(name, "owner", wanted), expectedPolicy.together());
        long step = tasks.mark();
        change(
                server,
                life -> life.engine().notifier().topicChanged(life.engine().topics().put(topic)),
                found -> found.topic(name).filter(kept -> is(kept, topic)).isPresent(),
                found -> made(found, name, opaque, new WitnessedTopic.Since(step, expectedPolicy)));
    }

    /**
     * Returns the topic with a batch limit. Users can set it only on topics of HTTP endpoints,
     * which those of the simulation are not.
     */
    private static Topic together(Topic topic, int most) {
        var all = new TreeMap<>(topic.attributes());
        all.put("max-batch", Integer.toString(most));
        return new Topic(
                topic.recipient(),
                topic.owner(),
                topic.dialect(),
                topic.target(),
                topic.persistent(),
                topic.opaqueData(),
                all);
    }

    private static boolean is(KeptTopic kept, Topic topic) {
        return TopicAttributes.of(kept.topic()).equals(TopicAttributes.of(topic))
                && kept.topic().policy().equals(topic.policy());
    }

    private void made(
            Server server, String name, String opaque, WitnessedTopic.Since expectedPolicy) {
        WitnessedTopic known = topics.get(name);
        if (known != null) {
            known.changed(expectedPolicy);
            witness.saw(Coverage.TERMS_CHANGED);
            return;
        }
        long stamp = server.topic(name).orElseThrow().lane();
        var topic = new WitnessedTopic(name, opaque, stamp, expectedPolicy, tasks);
        topics.put(name, topic);
        witness.made(topic);
        if (makings > TOPICS.size()) {
            witness.saw(Coverage.TOPIC_REMADE);
        }
    }

    private void remove(Server server, String name) {
        Optional<KeptTopic> kept = server.topic(name);
        if (kept.isPresent()) {
            change(
                    server,
                    life -> life.engine().notifier().removeTopic(kept.get()),
                    found -> found.topic(name).isEmpty(),
                    _ -> topics.remove(name).end("topic-deleted"));
        }
    }

    private List<Rule> someRules() {
        var some = new ArrayList<Rule>();
        for (Rule rule : allRules) {
            switch (random.nextInt(4)) {
                case 0 -> {}
                case 1 -> some.add(disabled(rule));
                default -> some.add(rule);
            }
        }
        return some;
    }

    private void configure(Server server, List<Rule> wanted) {
        witness.saw(Coverage.RULES_CHANGED);
        String bucket = server.bucketId(BUCKET);
        change(
                server,
                life -> life.engine().rules().change(bucket, _ -> wanted),
                life -> life.engine().rules().of(bucket).orElseThrow().rules().equals(wanted),
                _ -> configure(wanted));
    }

    private void configure(List<Rule> wanted) {
        rules = wanted;
        configured++;
    }

    private void change(
            Server server,
            Consumer<Server> order,
            Predicate<Server> happened,
            Consumer<Server> effect) {
        pending = Optional.of(new Pending(happened, effect));
        try {
            order.accept(server);
        } catch (UnknownOutcomeException _) {
            return;
        } catch (NotCommittedException _) {
            witness.saw(Coverage.REFUSED_ORDER);
            recover(server);
            return;
        }
        effect.accept(server);
        pending = Optional.empty();
    }

    private static Rule disabled(Rule rule) {
        return new Rule(
                rule.id(),
                rule.recipient(),
                rule.events(),
                rule.filter(),
                new RuleState.Disabled());
    }

    private static Rule rule(String id, String topic, String prefix, Set<EventType> types) {
        var pattern = new EventPattern("some", types);
        List<Filter.Condition> conditions =
                prefix.isEmpty() ? List.of() : List.of(new Filter.Prefix(prefix, false));
        return new Rule(
                id,
                NamedTopic.of(topic),
                List.of(pattern),
                new Filter(conditions),
                new RuleState.Enabled());
    }
}
