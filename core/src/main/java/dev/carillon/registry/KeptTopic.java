package dev.carillon.registry;

import dev.carillon.rule.Topic;

/**
 * A topic as stored.
 *
 * @param topic with the server's defaults for everything that it leaves open
 * @param lane the stamp of the commit that created it: it stays when the topic is changed; a topic
 *     that is deleted and created again has another
 * @param stamp the stamp of the commit that last wrote it
 */
public record KeptTopic(Topic topic, long lane, long stamp) {}
