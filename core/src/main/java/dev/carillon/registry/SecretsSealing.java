package dev.carillon.registry;

import dev.carillon.secrets.KeySource;
import dev.carillon.secrets.SealingKeys;
import dev.carillon.state.CannotOpenStateException;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.Key;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.Template;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Seals the stored secrets by the first key: those that an older format stored in clear text, and
 * those that another key sealed. The state names each key that sealed any of its secrets, so that a
 * start without that key is refused.
 *
 * <p>A key is named before it seals the first secret. When everything is sealed by it and the
 * earlier values are removed from the disk, one commit marks its name and removes those of other
 * keys. So a process that dies at any moment is continued by the next start. If the first key is
 * the only one named and is marked, the sealing costs one look-up.
 */
public final class SecretsSealing {
    private static final Logger LOG = LoggerFactory.getLogger(SecretsSealing.class);

    /** The value of a name while there may be secrets that its key did not seal. */
    private static final byte[] BEGUN = {0};

    /** The value of a name when its key sealed everything. */
    private static final byte[] ENDED = {1};

    private static final String REMEDY =
            "its secrets cannot be sealed by the new key; restore the folder from a backup that"
                    + " 'carillon audit' finds clean";

    private final TopicSealing sealing;
    private long topics;
    private long appKeys;
    private long unopened;

    private SecretsSealing(TopicSealing sealing) {
        this.sealing = sealing;
    }

    /**
     * The extent of a sealing.
     *
     * @param topics the number of topics that were written again
     * @param appKeys the number of application keys that were written again
     * @param unopened the number of both whose secrets cannot be opened; they stay as they are
     */
    public record Sealed(long topics, long appKeys, long unopened) {}

    /**
     * Finds the keys of a state, or makes them if it has none yet.
     *
     * @throws CannotOpenStateException if a key is missing that sealed secrets of this state, or
     *     the keys cannot be read or made; the message says what to do
     */
    public static SealingKeys keys(State state, KeySource source) {
        return keys(state, source, source);
    }

    /**
     * Finds the keys of a state in the same way.
     *
     * @param former where the keys may have been before; if they are there, the message says so
     */
    public static SealingKeys keys(State state, KeySource source, KeySource former) {
        Set<String> named = named(state);
        Optional<SealingKeys> found = source.find();
        if (!named.isEmpty()) {
            demandNotLeft(source, found.map(SealingKeys::ids).orElse(Set.of()), named, former);
        }
        SealingKeys keys = found.orElseGet(() -> named.isEmpty() ? source.make() : missing(source));
        for (String id : named) {
            if (!keys.ids().contains(id)) {
                throw new CannotOpenStateException(
                        "secrets in this folder are sealed by the key "
                                + id
                                + ", and "
                                + source.name()
                                + " does not hold it: "
                                + advice(source));
            }
        }
        return keys;
    }

    /**
     * Demands that no key that is needed was left in its former place.
     *
     * @throws CannotOpenStateException if one was; the message says what to do
     */
    private static void demandNotLeft(
            KeySource source, Set<String> here, Set<String> needed, KeySource former) {
        if (former.name().equals(source.name()) || here.containsAll(needed)) {
            return;
        }
        Set<String> there = former.find().map(SealingKeys::ids).orElse(Set.of());
        for (String id : needed) {
            if (!here.contains(id) && there.contains(id)) {
                throw new CannotOpenStateException(
                        ("the key %s, which sealed secrets in this folder, is in %s and not in %s:"
                                        + " put the new key before it (in a file: copy %s there,"
                                        + " then run 'carillon secrets rotate'), or start without"
                                        + " %s")
                                .formatted(
                                        id,
                                        former.name(),
                                        source.name(),
                                        former.name(),
                                        source.name()));
            }
        }
    }

    private static SealingKeys missing(KeySource source) {
        throw new CannotOpenStateException(
                "the key file "
                        + source.name()
                        + " is missing, and this folder has secrets that it sealed: "
                        + advice(source));
    }

    private static String advice(KeySource source) {
        return "restore "
                + source.name()
                + " from the backup of the key. If the key is gone for good, run 'carillon secrets"
                + " forget' and set the secrets again";
    }

    /**
     * Seals every secret by the first key, and logs the number of those that were written again.
     * Call it before topics and application keys are opened. Does nothing without keys.
     *
     * @throws dev.carillon.state.DamagedStateException if the disk damaged some of them
     * @throws CannotOpenStateException if one of them has a form that no version wrote
     */
    public static Sealed run(State state, TopicSealing sealing) {
        if (sealing.keys().isNone()) {
            return new Sealed(0, 0, 0);
        }
        Sealed done = run(state, sealing, EntryRewriting.USUAL);
        if (done.topics() > 0 || done.appKeys() > 0) {
            LOG.info(
                    "{} topics and {} application keys are written again: their secrets are sealed"
                            + " by the key {}",
                    done.topics(),
                    done.appKeys(),
                    sealing.keys().first().id());
        }
        if (done.unopened() > 0) {
            LOG.warn(
                    "the secrets of {} topics and application keys cannot be opened and stay as"
                            + " they are; 'carillon audit' names each",
                    done.unopened());
        }
        return done;
    }

    static Sealed run(State state, TopicSealing sealing, int atOnce) {
        String first = sealing.keys().first().id();
        Set<String> named = named(state);
        Key name = RegistryKeys.secretsKey(first);
        if (named.equals(Set.of(first)) && isEnded(state, name)) {
            return new Sealed(0, 0, 0);
        }
        commit(state, new Commit().put(name, BEGUN));
        var work = new SecretsSealing(sealing);
        var entries = new EntryRewriting(state, atOnce, REMEDY);
        entries.each(RegistryKeys.everyTopic(), work::topic);
        entries.each(RegistryKeys.everyAppKey(), work::appKey);
        if (purged(state)) {
            named.remove(first);
            commit(state, without(named).put(name, ENDED));
        }
        return new Sealed(work.topics, work.appKeys, work.unopened);
    }

    /**
     * Removes earlier values from the disk. A failure must not keep a server from starting, since
     * everything is sealed already.
     */
    private static boolean purged(State state) {
        try {
            state.purge(RegistryKeys.everyTopic());
            state.purge(RegistryKeys.everyAppKey());
            return true;
        } catch (RuntimeException e) {
            LOG.error(
                    "everything is sealed, but earlier values of secrets remain in the files of the"
                            + " folder: they cannot be removed. The next start tries it again; keep"
                            + " all keys until then",
                    e);
            return false;
        }
    }

    /**
     * Removes the names of keys that are gone for good. The secrets that they sealed can never be
     * opened again.
     *
     * @param source holds those that are left
     * @param former where the keys may have been before
     * @return the ids of the keys that are gone
     * @throws CannotOpenStateException if one of them is in its former place, so not gone
     */
    public static Set<String> forgetOthers(State state, KeySource source, KeySource former) {
        SealingKeys keys = source.find().orElseGet(source::make);
        demandNotLeft(source, keys.ids(), named(state), former);
        return forgetOthers(state, keys);
    }

    static Set<String> forgetOthers(State state, SealingKeys keys) {
        Set<String> gone = named(state);
        gone.removeAll(keys.ids());
        if (!gone.isEmpty()) {
            commit(state, without(gone));
        }
        return gone;
    }

    /** Returns the ids of the keys that sealed stored secrets. */
    public static Set<String> named(State state) {
        var ids = new LinkedHashSet<String>();
        try (var view = state.view();
                var scan = view.scan(RegistryKeys.secretsKeys())) {
            while (scan.next()) {
                ids.add(RegistryKeys.secretsKeyId(scan.key()));
            }
        }
        return ids;
    }

    private static boolean isEnded(State state, Key name) {
        return state.get(name).filter(stamped -> Arrays.equals(stamped.value(), ENDED)).isPresent();
    }

    private static Commit without(Set<String> ids) {
        var commit = new Commit();
        ids.forEach(id -> commit.delete(RegistryKeys.secretsKey(id)));
        return commit;
    }

    private static void commit(State state, Commit commit) {
        if (state.commit(commit) instanceof CommitResult.Conflict(Key key)) {
            throw new IllegalStateException("nothing was checked, yet " + key);
        }
    }

    private boolean topic(Commit commit, Key key, Stamped kept) {
        if (TopicBytes.isCurrent(kept, sealing.keys())) {
            return false;
        }
        Optional<Template> renewed = TopicBytes.renewed(kept, sealing);
        renewed.ifPresentOrElse(
                value -> commit.put(Template.of(key.bytes()), value), () -> unopened++);
        topics += renewed.isPresent() ? 1 : 0;
        return renewed.isPresent();
    }

    private boolean appKey(Commit commit, Key key, Stamped kept) {
        if (AppKeyBytes.isCurrent(kept.value(), sealing.keys())) {
            return false;
        }
        AppKeyBytes.Kept read = AppKeyBytes.read(kept.value(), sealing.keys());
        if (read.unopened().isPresent()) {
            unopened++;
            return false;
        }
        commit.put(key, AppKeyBytes.write(read.key(), sealing.keys()));
        appKeys++;
        return true;
    }
}
