package dev.carillon.notifier;

import dev.carillon.deliver.Destination;
import dev.carillon.deliver.Targets;
import dev.carillon.delivery.LaneId;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Format;
import dev.carillon.registry.KeptTopic;
import dev.carillon.registry.Topics;
import dev.carillon.rule.Target;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Tells where a lane leads: to its topic's endpoint, as the topic is now. For any number of
 * threads.
 */
public final class TopicTargets implements Targets {
    private final Topics topics;
    private final Function<Target, Endpoint> endpoints;
    private final Function<Target, Format> formats;
    private final Map<LaneId, Known> known = new ConcurrentHashMap<>();

    private record Known(KeptTopic topic, Destination destination) {}

    /**
     * Looks topics up.
     *
     * @param endpoints gives the open connection of a target; the same one for the same target
     * @param formats gives the dialect a target asks for
     */
    public TopicTargets(
            Topics topics, Function<Target, Endpoint> endpoints, Function<Target, Format> formats) {
        this.topics = topics;
        this.endpoints = endpoints;
        this.formats = formats;
    }

    @Override
    public Optional<Destination> find(LaneId lane) {
        Optional<KeptTopic> topic = topics.byLane(lane.topic());
        if (topic.isEmpty()) {
            known.remove(lane);
            return Optional.empty();
        }
        Known last = known.get(lane);
        if (last == null || last.topic().stamp() != topic.get().stamp()) {
            last = new Known(topic.get(), destination(topic.get()));
            known.put(lane, last);
        }
        return Optional.of(last.destination());
    }

    private Destination destination(KeptTopic kept) {
        var topic = kept.topic();
        var target = topic.target().orElseGet(() -> new Target("", Map.of()));
        return new Destination(
                topic.name(),
                topic.target().map(endpoints),
                formats.apply(target),
                topic.opaqueData(),
                topic.policy());
    }
}
