package dev.carillon.registry;

import dev.carillon.rule.Recipient;
import dev.carillon.state.BytesReader;
import dev.carillon.state.Hole;
import dev.carillon.state.Key;
import dev.carillon.state.KeyRange;
import dev.carillon.state.KeyTable;
import dev.carillon.state.Template;

/**
 * The keys of the registry. {@link KeyTable} lists them and their values, which {@link TopicBytes},
 * {@link RuleBytes}, {@link LaneCloseReason} and {@link AppKeyBytes} write.
 *
 * <p>A recipient in a key is its kind and the texts that distinguish it within its kind. Up to
 * format 3, the key of a topic had the text that users see instead, and the key of a bucket's rules
 * had no version before the bucket id. No such text begins with a byte as small as a kind or a
 * version, so {@link FormatMigration} finds the entries left of them.
 */
final class RegistryKeys {
    private static final int RULES_VERSION = 1;

    /** A byte greater than any kind of recipient and any version, and smaller than any text. */
    private static final int BEFORE_TEXTS = 0x1F;

    private RegistryKeys() {}

    /** Returns the key of a topic. */
    static Key topic(Recipient recipient) {
        return RecipientBytes.sorted(KeyTable.TOPIC.start(), recipient).key();
    }

    /** Returns the prefix of all topics' keys. */
    static Key topics() {
        return KeyTable.TOPIC.all();
    }

    /** Returns the prefix of the keys of the topics that are subscriptions of a rule. */
    static Key topicsOf(BrokerRule rule) {
        return RecipientBytes.subscriptionsOf(KeyTable.TOPIC.start(), rule).key();
    }

    /** Returns the key that every change of the subscriptions of a rule writes. */
    static Key subscriptionsOf(BrokerRule rule) {
        return KeyTable.SUBSCRIPTIONS
                .start()
                .sortedText(rule.bucket())
                .sortedText(rule.rule())
                .key();
    }

    /** Returns the range of the keys of topics up to format 3. */
    static KeyRange olderTopics() {
        return older(KeyTable.TOPIC);
    }

    /** Returns the range of the keys of rules up to format 3. */
    static KeyRange olderRules() {
        return older(KeyTable.RULES);
    }

    /** Reads the bucket id from a key of {@link #olderRules}. */
    static String olderBucketId(Key key) {
        var in = new BytesReader(key.bytes());
        in.u8();
        return in.sortedText();
    }

    /** Returns the key of the topic name of the lane whose id is the commit's own stamp. */
    static Template newLaneName() {
        return KeyTable.LANE_NAME.start().hole(new Hole.Stamp()).build();
    }

    /** Returns the key of the name of a lane's topic. */
    static Key laneName(long lane) {
        return KeyTable.LANE_NAME.start().i64(lane).key();
    }

    /** Returns the key of the reason why a lane is closed. */
    static Key laneEnd(long lane) {
        return KeyTable.LANE_END.start().i64(lane).key();
    }

    /** Returns the key that is written to draw a stamp for a lane. */
    static Key laneDraw() {
        return KeyTable.LANE_DRAW.all();
    }

    /** Returns the key of the rules of a bucket. */
    static Key rules(String bucketId) {
        return KeyTable.RULES.start().u8(RULES_VERSION).sortedText(bucketId).key();
    }

    /** Returns the key of an application key. */
    static Key appKey(String id) {
        return KeyTable.APP_KEY.start().sortedText(id).key();
    }

    /** Returns the prefix of all application keys' keys. */
    static Key appKeys() {
        return KeyTable.APP_KEY.all();
    }

    /** Returns the range of the keys of all topics, of any format. */
    static KeyRange everyTopic() {
        return whole(KeyTable.TOPIC);
    }

    /** Returns the range of the keys of all application keys. */
    static KeyRange everyAppKey() {
        return whole(KeyTable.APP_KEY);
    }

    /** Returns the key that says that a key for secrets is in use. */
    static Key secretsKey(String id) {
        return KeyTable.SECRETS_KEY.start().sortedText(id).key();
    }

    /** Returns the prefix of the keys that say which keys for secrets are in use. */
    static Key secretsKeys() {
        return KeyTable.SECRETS_KEY.all();
    }

    /** Reads the id from a key of {@link #secretsKeys}. */
    static String secretsKeyId(Key key) {
        var in = new BytesReader(key.bytes());
        in.u8();
        return in.sortedText();
    }

    private static KeyRange whole(KeyTable table) {
        return new KeyRange(table.all(), table.all().afterPrefix());
    }

    private static KeyRange older(KeyTable table) {
        return new KeyRange(table.start().u8(BEFORE_TEXTS).key(), table.all().afterPrefix());
    }
}
