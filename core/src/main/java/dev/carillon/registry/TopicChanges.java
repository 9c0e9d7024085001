package dev.carillon.registry;

import dev.carillon.rule.Topic;
import dev.carillon.state.Commit;
import dev.carillon.state.Key;
import dev.carillon.state.Template;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Changes several topics in one commit, and updates the cache after it is durable. */
final class TopicChanges {
    private final Commit commit;
    private final TopicSealing sealing;
    private final List<KeptTopic> written = new ArrayList<>();
    private final List<KeptTopic> removed = new ArrayList<>();
    private final List<Long> changed = new ArrayList<>();
    private final List<Long> ended = new ArrayList<>();

    TopicChanges(Commit commit, TopicSealing sealing) {
        this.commit = commit;
        this.sealing = sealing;
    }

    /** Creates a topic with an unused name. */
    void make(Topic topic, long lane) {
        commit.checkAbsent(RegistryKeys.topic(topic.recipient()));
        begin(topic, lane);
    }

    /** Writes a topic again; it keeps its lane. */
    void replace(KeptTopic kept, Topic topic) {
        commit.checkStamp(RegistryKeys.topic(topic.recipient()), kept.stamp());
        write(topic, kept.lane());
        changed.add(kept.lane());
    }

    /** Writes a topic again with another lane; its former lane is closed. */
    void restart(KeptTopic kept, Topic topic, long lane, LaneCloseReason why) {
        commit.checkStamp(RegistryKeys.topic(topic.recipient()), kept.stamp());
        end(kept, why);
        begin(topic, lane);
    }

    /** Removes a topic. */
    void remove(KeptTopic kept, LaneCloseReason why) {
        Key key = RegistryKeys.topic(kept.topic().recipient());
        commit.checkStamp(key, kept.stamp()).delete(key);
        removed.add(kept);
        end(kept, why);
    }

    /** Updates the cached topics after the commit is durable. */
    void updateCache(Topics topics, long stamp) {
        removed.forEach(keptTopic -> topics.forget(keptTopic, stamp));
        written.forEach(keptTopic ->
                topics.learn(new KeptTopic(keptTopic.topic(), keptTopic.lane(), stamp)));
    }

    /** Returns the lanes whose topic changed. */
    List<Long> changed() {
        return List.copyOf(changed);
    }

    /** Returns the lanes that are closed. */
    List<Long> ended() {
        return List.copyOf(ended);
    }

    private void begin(Topic topic, long lane) {
        write(topic, lane);
        commit.put(RegistryKeys.laneName(lane), topic.name().getBytes(StandardCharsets.UTF_8));
    }

    private void end(KeptTopic kept, LaneCloseReason why) {
        commit.put(RegistryKeys.laneEnd(kept.lane()), why.write());
        ended.add(kept.lane());
    }

    private void write(Topic topic, long lane) {
        Key key = RegistryKeys.topic(topic.recipient());
        commit.put(Template.of(key.bytes()), TopicBytes.changed(topic, lane, sealing));
        written.add(new KeptTopic(topic, lane, 0));
    }
}
