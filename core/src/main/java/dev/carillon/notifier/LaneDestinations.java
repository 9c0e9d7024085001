package dev.carillon.notifier;

import dev.carillon.deliver.Destination;
import dev.carillon.deliver.Targets;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.LaneId;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Dialect;
import dev.carillon.format.Dialects;
import dev.carillon.format.Signer;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.Topics;
import dev.carillon.rule.Target;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Finds the destination of a lane: its topic's endpoint, as the topic is configured now.
 * Thread-safe.
 */
public final class LaneDestinations implements Targets {
    private static final Logger LOG = LoggerFactory.getLogger(LaneDestinations.class);

    private final Topics topics;
    private final FailedRecipients ends;
    private final Function<Target, Endpoint> endpoints;
    private final Dialects dialects;
    private final Map<LaneId, Known> known = new ConcurrentHashMap<>();

    private record Known(KeptTopic topic, Destination destination) {
        Optional<Target> target() {
            return topic.topic().target();
        }
    }

    /**
     * Creates the look-up of destinations.
     *
     * @param ends suspends and removes recipients whose endpoint fails
     * @param endpoints gives the open connection of a target; the same one for the same target
     * @param dialects the dialects of topics
     */
    public LaneDestinations(
            Topics topics,
            FailedRecipients ends,
            Function<Target, Endpoint> endpoints,
            Dialects dialects) {
        this.topics = topics;
        this.ends = ends;
        this.endpoints = endpoints;
        this.dialects = dialects;
    }

    @Override
    public Optional<Destination> find(LaneId lane) {
        Optional<KeptTopic> topic = topics.byLane(lane.topic());
        if (topic.isEmpty()) {
            forget(lane);
            return Optional.empty();
        }
        Known last = known.get(lane);
        if (last == null || last.topic().stamp() != topic.get().stamp()) {
            last = new Known(topic.get(), destination(topic.get()));
            retire(known.put(lane, last), last.target());
        }
        return Optional.of(last.destination());
    }

    /**
     * Closes the endpoint that was a lane's destination before its topic was changed or deleted, as
     * soon as its attempts have ended. If it is another lane's destination too, it is opened again
     * when that lane needs it, because finding that out would require a look at all lanes for each
     * changed rule.
     */
    private static void retire(@Nullable Known old, Optional<Target> target) {
        if (old != null && !old.target().equals(target)) {
            old.destination().endpoint().ifPresent(Endpoint::close);
        }
    }

    @Override
    public void forget(LaneId lane) {
        retire(known.remove(lane), Optional.empty());
    }

    @Override
    public DeadReason whyGone(LaneId lane) {
        return switch (topics.endOf(lane.topic())) {
            case TOPIC_DELETED -> DeadReason.TOPIC_DELETED;
            case RULE_DELETED -> DeadReason.RULE_DELETED;
            case RULE_SUSPENDED -> DeadReason.SUSPENDED;
            case SUBSCRIPTION_DELETED -> DeadReason.SUBSCRIPTION_DELETED;
            case SUBSCRIPTION_REMOVED -> DeadReason.SUBSCRIPTION_REMOVED;
        };
    }

    @Override
    public boolean suspend(LaneId lane, String reason) {
        return ends.of(lane, reason);
    }

    private Destination destination(KeptTopic kept) {
        var topic = kept.topic();
        Dialect dialect = dialects.get(topic.dialect());
        Signer signer = UnusableEndpoint.signer(topic, dialect);
        Optional<String> objection = UnusableEndpoint.objection(topic, signer);
        signer.objection()
                .ifPresent(_ ->
                        LOG.warn(
                                "{}. Its events wait until it has another one",
                                objection.orElseThrow()));
        return new Destination(
                topic.name(),
                objection
                        .<Endpoint>map(UnusableEndpoint::new)
                        .or(() -> topic.target().map(endpoints)),
                dialect.format(),
                signer,
                topic.opaqueData(),
                topic.policy(),
                objection);
    }
}
