package dev.carillon.registry;

import dev.carillon.rule.Rule;
import dev.carillon.state.CannotOpenStateException;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.Key;
import dev.carillon.state.KeyRange;
import dev.carillon.state.Scan;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.Template;
import dev.carillon.state.View;

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
    private static final int MOST_AT_ONCE = 1_000;
    private static final int BYTES_AT_ONCE = 1 << 20;

    private final State state;
    private final int atOnce;
    private long topics;
    private long sets;
    private long rules;

    private FormatMigration(State state, int atOnce) {
        this.state = state;
        this.atOnce = atOnce;
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
     * @throws dev.carillon.state.DamagedStateException if the disk damaged some of them; the
     *     entries rewritten before stay rewritten, the others are unchanged
     * @throws CannotOpenStateException if one of them has a form that no version wrote; the same
     *     holds
     */
    public static void run(State state) {
        Migrated migrated = run(state, MOST_AT_ONCE);
        if (migrated.topics() > 0 || migrated.sets() > 0) {
            LOG.info(
                    "{} topics and {} rules of {} buckets were kept as formats 2 and 3 did and are"
                            + " kept as format 4 does now",
                    migrated.topics(),
                    migrated.rules(),
                    migrated.sets());
        }
    }

    static Migrated run(State state, int atOnce) {
        var migration = new FormatMigration(state, atOnce);
        migration.each(RegistryKeys.olderTopics(), migration::rewriteTopic);
        migration.each(RegistryKeys.olderRules(), migration::rewriteRules);
        return new Migrated(migration.topics, migration.sets, migration.rules);
    }

    /** Adds the replacement of an entry to a commit. */
    private interface Rewriting {
        void into(Commit commit, Key key, Stamped kept);
    }

    private void each(KeyRange range, Rewriting rewriting) {
        Key from = range.from();
        while (from.compareTo(range.to()) < 0) {
            from = chunk(from, range.to(), rewriting);
        }
    }

    /**
     * Rewrites the next entries.
     *
     * @return the key from which to continue
     */
    private Key chunk(Key from, Key to, Rewriting rewriting) {
        var commit = new Commit();
        Key next = to;
        try (View view = state.bulkView();
                Scan scan = view.scan(from, to, View.Order.FORWARD)) {
            int found = 0;
            while (scan.next()) {
                if (found == atOnce || commit.bytes() > BYTES_AT_ONCE) {
                    next = scan.key();
                    break;
                }
                var kept = new Stamped(scan.value(), scan.stamp());
                commit.checkStamp(scan.key(), kept.stamp()).delete(scan.key());
                rewrite(rewriting, commit, scan.key(), kept);
                found++;
            }
        }
        if (!commit.isEmpty()
                && state.commit(commit) instanceof CommitResult.Conflict(Key changed)) {
            throw new IllegalStateException(
                    changed + " changed during the start: another process writes this folder");
        }
        return next;
    }

    /** Rewrites an entry; a failure names it, because nothing else says which one it is. */
    private static void rewrite(Rewriting rewriting, Commit commit, Key key, Stamped kept) {
        try {
            rewriting.into(commit, key, kept);
        } catch (RuntimeException e) {
            throw new CannotOpenStateException(
                    "the record "
                            + key
                            + " of an older format cannot be read ("
                            + e
                            + "): restore the folder from the copy"
                            + " that was made before the upgrade, or from another backup",
                    e);
        }
    }

    private void rewriteTopic(Commit commit, Key key, Stamped kept) {
        KeptTopic read = TopicBytes.read(kept);
        Key place = RegistryKeys.topic(read.topic().recipient());
        commit.checkAbsent(place)
                .put(Template.of(place.bytes()), TopicBytes.changed(read.topic(), read.lane()));
        topics++;
    }

    private void rewriteRules(Commit commit, Key key, Stamped kept) {
        String bucketId = RegistryKeys.olderBucketId(key);
        List<Rule> read = RuleBytes.read(bucketId, kept.value());
        Key place = RegistryKeys.rules(bucketId);
        commit.checkAbsent(place).put(place, RuleBytes.write(read));
        sets++;
        rules += read.size();
    }
}
