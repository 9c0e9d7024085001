package dev.carillon.registry;

import dev.carillon.rule.Rule;
import dev.carillon.state.CannotOpenStateException;
import dev.carillon.state.Commit;
import dev.carillon.state.Key;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.Template;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;

/**
 * Rewrites topics and rules of the formats 2 and 3: keys and values get a recipient in place of a
 * text, and topics the name of their dialect. Lanes, numbers, owed deliveries and dead letters are
 * not changed.
 *
 * <p>Each chunk is one durable commit that removes the old keys and writes the new ones, so at any
 * moment every topic and every set of rules exists exactly once. If the process dies meanwhile, the
 * next start continues. Without old entries, the migration costs two look-ups.
 */
public final class FormatMigration {
    private static final Logger LOG = LoggerFactory.getLogger(FormatMigration.class);

    private static final String REMEDY =
            "it is of an older format; restore the folder from the copy that was made before the"
                    + " upgrade, or from another backup";

    private final TopicSealing sealing;
    private long topics;
    private long sets;
    private long rules;

    private FormatMigration(TopicSealing sealing) {
        this.sealing = sealing;
    }

    /**
     * The extent of a migration.
     *
     * @param topics the number of topics, those of rules with their own address included
     * @param sets the number of buckets, those without rules included
     * @param rules the number of rules of these buckets
     */
    record Migrated(long topics, long sets, long rules) {}

    /**
     * Rewrites the entries that are left of older formats, and logs their number. Call it before
     * topics and rules are opened.
     *
     * @param sealing how secrets of topics are stored now
     * @throws dev.carillon.state.DamagedStateException if the disk damaged some of them; the
     *     entries rewritten before stay rewritten, the others are unchanged
     * @throws CannotOpenStateException if one of them has a form that no version wrote; the same
     *     holds
     */
    public static void run(State state, TopicSealing sealing) {
        Migrated migrated = run(state, sealing, EntryRewriting.USUAL);
        if (migrated.topics() > 0 || migrated.sets() > 0) {
            LOG.info(
                    "{} topics and {} rules of {} buckets were kept as formats 2 and 3 did and are"
                            + " kept as this version does now",
                    migrated.topics(),
                    migrated.rules(),
                    migrated.sets());
        }
    }

    static Migrated run(State state, TopicSealing sealing, int atOnce) {
        var migration = new FormatMigration(sealing);
        var entries = new EntryRewriting(state, atOnce, REMEDY);
        entries.each(RegistryKeys.olderTopics(), migration::rewriteTopic);
        entries.each(RegistryKeys.olderRules(), migration::rewriteRules);
        return new Migrated(migration.topics, migration.sets, migration.rules);
    }

    private boolean rewriteTopic(Commit commit, Key key, Stamped kept) {
        KeptTopic read = TopicBytes.read(kept, sealing.keys());
        Key place = RegistryKeys.topic(read.topic().recipient());
        commit.delete(key)
                .checkAbsent(place)
                .put(
                        Template.of(place.bytes()),
                        TopicBytes.changed(read.topic(), read.lane(), sealing));
        topics++;
        return true;
    }

    private boolean rewriteRules(Commit commit, Key key, Stamped kept) {
        String bucketId = RegistryKeys.olderBucketId(key);
        List<Rule> read = RuleBytes.read(bucketId, kept.value());
        Key place = RegistryKeys.rules(bucketId);
        commit.delete(key).checkAbsent(place).put(place, RuleBytes.write(read));
        sets++;
        rules += read.size();
        return true;
    }
}
