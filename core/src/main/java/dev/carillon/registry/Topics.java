package dev.carillon.registry;

import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Recipient;
import dev.carillon.rule.Topic;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.Key;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.Template;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Stores the topics. Every change is durable when its method returns. Thread-safe.
 *
 * <p>All topics are also in memory, so a look-up needs no disk and no lock. The result is exact as
 * long as this process is the only writer. A caller that relies on it in a commit adds {@link
 * #check}, and calls {@link #refresh} after a conflict.
 */
public final class Topics {
    /**
     * The recommended limit of topics, because all of them are in memory. Callers that create
     * topics check it.
     */
    public static final int MAX_TOPICS = 100_000;

    private final State state;
    private final Function<DialectName, DeliveryPolicy> defaults;
    private final TopicSealing sealing;
    private final NewestValues<KeptTopic> byName = new NewestValues<>();
    private final ConcurrentHashMap<Long, String> names = new ConcurrentHashMap<>();

    /**
     * Opens the stored topics, with Carillon's own defaults and without keys for secrets. Reads all
     * of them.
     */
    public Topics(State state) {
        this(state, _ -> DeliveryPolicy.defaults());
    }

    /** Opens the stored topics without keys for secrets. Reads all of them. */
    public Topics(State state, Function<DialectName, DeliveryPolicy> defaults) {
        this(state, defaults, TopicSealing.none());
    }

    /**
     * Opens the stored topics. Reads all of them, and opens their secrets.
     *
     * @param defaults gives for a dialect the policy, used from the next attempt on, for everything
     *     that a topic's attributes leave open
     * @param sealing how their secrets are stored
     */
    public Topics(
            State state, Function<DialectName, DeliveryPolicy> defaults, TopicSealing sealing) {
        this.state = state;
        this.defaults = defaults;
        this.sealing = sealing;
        var unopened = new UnopenedTopics();
        try (var view = state.view();
                var scan = view.scan(RegistryKeys.topics())) {
            while (scan.next()) {
                unopened.note(learn(read(new Stamped(scan.value(), scan.stamp()))));
            }
        }
        unopened.report();
    }

    /** Returns the configuration of a recipient. */
    public Optional<KeptTopic> find(Recipient recipient) {
        return byName.find(recipient.shown());
    }

    /** Returns the configuration of the recipient that users see as this text. */
    public Optional<KeptTopic> findShown(String text) {
        return byName.find(text);
    }

    /** Returns the topic whose deliveries are in this lane; empty if it was deleted. */
    public Optional<KeptTopic> byLane(long lane) {
        String name = names.get(lane);
        return name == null
                ? Optional.empty()
                : byName.find(name).filter(kept -> kept.lane() == lane);
    }

    /** Returns the name of the topic of a lane, also if the topic was deleted. */
    public Optional<String> nameOf(long lane) {
        return Optional.ofNullable(names.get(lane))
                .or(() ->
                        state.get(RegistryKeys.laneName(lane))
                                .map(stamped ->
                                        new String(stamped.value(), StandardCharsets.UTF_8)));
    }

    /** Returns about how many topics there are: changes in progress may count already. */
    public int size() {
        return byName.size();
    }

    /** Returns why a lane without topic is closed. */
    public LaneCloseReason endOf(long lane) {
        return LaneCloseReason.read(state.get(RegistryKeys.laneEnd(lane)));
    }

    /**
     * Returns at most {@code limit} topics with names after {@code after}, by name, without those
     * of rules with their own address.
     */
    public List<KeptTopic> list(String after, int limit) {
        return listAll(after, limit, kept -> kept.topic().recipient().topic().isPresent());
    }

    /** Returns the same with those of rules with their own address. */
    public List<KeptTopic> listAll(String after, int limit) {
        return listAll(after, limit, _ -> true);
    }

    /** Returns the topics that match, in no order. */
    List<KeptTopic> matching(Predicate<KeptTopic> meant) {
        return byName.all().stream().filter(meant).toList();
    }

    private List<KeptTopic> listAll(String after, int limit, Predicate<KeptTopic> meant) {
        return byName.all().stream()
                .filter(meant)
                .filter(kept -> kept.topic().name().compareTo(after) > 0)
                .sorted(Comparator.comparing(kept -> kept.topic().name()))
                .limit(limit)
                .toList();
    }

    /** Creates the topic, or replaces the one with its name, which keeps its lane. */
    public KeptTopic put(Topic topic) {
        Key key = RegistryKeys.topic(topic.recipient());
        return changing(() -> {
            while (true) {
                Optional<KeptTopic> made = tryPut(key, topic);
                if (made.isPresent()) {
                    return made.get();
                }
            }
        });
    }

    /**
     * Changes a topic. The function may be called more than once.
     *
     * @param change gets the topic as it was configured, without the server's defaults
     * @return the changed topic; empty if there is none with this name
     * @throws dev.carillon.rule.RefusedException if its secrets cannot be opened: then it can only
     *     be replaced as a whole
     */
    public Optional<KeptTopic> change(Recipient recipient, UnaryOperator<Topic> change) {
        Key key = RegistryKeys.topic(recipient);
        return changing(() -> {
            while (true) {
                Optional<KeptTopic> kept = read(recipient);
                if (kept.isEmpty()) {
                    return kept;
                }
                Topic found = kept.get().topic();
                found.unopened()
                        .ifPresent(secrets -> {
                            throw secrets.refusal(found.name());
                        });
                Topic changed = change.apply(found);
                Optional<KeptTopic> made = tryReplace(key, kept.get(), changed);
                if (made.isPresent()) {
                    return made;
                }
            }
        });
    }

    /**
     * Removes a topic, even if its attributes were changed since it was read.
     *
     * @param alongWith adds other changes to the same commit; called again after a conflict, so it
     *     must read again what it checks
     * @return false if that topic does not exist any more; one that was created again under its
     *     name is another
     */
    public boolean remove(KeptTopic topic, Consumer<Commit> alongWith) {
        Recipient recipient = topic.topic().recipient();
        Key key = RegistryKeys.topic(recipient);
        return changing(() -> {
            while (true) {
                Optional<KeptTopic> kept = read(recipient);
                if (kept.isEmpty() || kept.get().lane() != topic.lane()) {
                    return false;
                }
                var commit = new Commit();
                commit.checkStamp(key, kept.get().stamp()).delete(key);
                alongWith.accept(commit);
                if (state.commit(commit) instanceof CommitResult.Committed done) {
                    forget(topic, done.stamp());
                    return true;
                }
            }
        });
    }

    /** Makes a commit succeed only if the topic is still as it was found. */
    public void check(Commit commit, KeptTopic topic) {
        commit.checkStamp(RegistryKeys.topic(topic.topic().recipient()), topic.stamp());
    }

    /**
     * Makes a commit succeed only if there is still no topic for this recipient. A commit can check
     * the absence only of a key that it puts, so it puts the key and deletes it again.
     */
    public void checkAbsent(Commit commit, Recipient recipient) {
        Key key = RegistryKeys.topic(recipient);
        commit.checkAbsent(key).put(key, new byte[0]).delete(key);
    }

    /** Reads the topic again, after a commit that relied on it was refused. */
    public Optional<KeptTopic> refresh(Recipient recipient) {
        String name = recipient.shown();
        return changing(() -> {
            Optional<KeptTopic> known = byName.find(name);
            Optional<Stamped> kept = state.get(RegistryKeys.topic(recipient));
            if (kept.isEmpty()) {
                known.ifPresent(seen -> byName.foundNothing(name, seen));
            } else {
                learn(read(kept.get()));
            }
            return byName.find(name);
        });
    }

    private Optional<KeptTopic> tryPut(Key key, Topic topic) {
        Optional<Stamped> now = state.get(key);
        if (now.isPresent()) {
            return tryReplace(key, read(now.get()), topic);
        }
        var commit = new Commit();
        addTo(commit, topic);
        return switch (state.commit(commit)) {
            case CommitResult.Committed done ->
                    Optional.of(learn(new KeptTopic(topic, done.stamp(), done.stamp())));
            case CommitResult.Conflict _ -> Optional.empty();
        };
    }

    /** Adds the creation of a topic to a commit, whose stamp becomes the topic's lane. */
    void addTo(Commit commit, Topic topic) {
        Key key = RegistryKeys.topic(topic.recipient());
        commit.checkAbsent(key).put(Template.of(key.bytes()), TopicBytes.made(topic, sealing));
        commit.put(
                RegistryKeys.newLaneName(),
                Template.of(topic.name().getBytes(StandardCharsets.UTF_8)));
    }

    private Optional<KeptTopic> tryReplace(Key key, KeptTopic kept, Topic topic) {
        var commit = new Commit().checkStamp(key, kept.stamp());
        commit.put(Template.of(key.bytes()), TopicBytes.changed(topic, kept.lane(), sealing));
        return switch (state.commit(commit)) {
            case CommitResult.Committed done ->
                    Optional.of(learn(new KeptTopic(topic, kept.lane(), done.stamp())));
            case CommitResult.Conflict _ -> Optional.empty();
        };
    }

    /** Returns the topic as stored on disk, without the server's defaults. */
    Optional<KeptTopic> read(Recipient recipient) {
        return state.get(RegistryKeys.topic(recipient)).map(this::read);
    }

    /** Returns a stored topic, without the server's defaults. */
    KeptTopic read(Stamped kept) {
        return TopicBytes.read(kept, sealing.keys());
    }

    /** Returns how secrets of topics are stored. */
    TopicSealing sealing() {
        return sealing;
    }

    /** Notes that a change is about to be committed. */
    void begin() {
        byName.begin();
    }

    /** Notes that the change has reported its outcome. */
    void end() {
        byName.end();
    }

    /** Removes a topic from memory that the commit with this stamp removed. */
    void forget(KeptTopic topic, long stamp) {
        byName.removed(topic.topic().name(), stamp);
        names.remove(topic.lane());
    }

    /** Puts a stored topic into memory and returns it with the server's defaults. */
    KeptTopic learn(KeptTopic kept) {
        Topic topic = kept.topic().withDefaults(defaults.apply(kept.topic().dialect()));
        var shown = new KeptTopic(topic, kept.lane(), kept.stamp());
        names.put(kept.lane(), topic.name());
        byName.wrote(topic.name(), shown, kept.stamp());
        return shown;
    }

    private <R> R changing(Supplier<R> change) {
        byName.begin();
        try {
            return change.get();
        } finally {
            byName.end();
        }
    }
}
