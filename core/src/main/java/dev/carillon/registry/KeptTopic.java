package dev.carillon.registry;

import dev.carillon.rule.Topic;

/**
 * A topic as it is kept.
 *
 * @param topic with the server's defaults for what it leaves open
 * @param lane the stamp of the commit that first made it: stays when it is changed; a topic deleted
 *     and made again has another
 * @param stamp the stamp of the commit that last wrote it
 */
public record KeptTopic(Topic topic, long lane, long stamp) {}
