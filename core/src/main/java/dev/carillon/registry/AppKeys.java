package dev.carillon.registry;

import dev.carillon.secrets.SealingKeys;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.Key;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stores the application keys of the B2 API. Every change is durable when its method returns.
 * Thread-safe.
 */
public final class AppKeys {
    private static final Logger LOG = LoggerFactory.getLogger(AppKeys.class);

    /** The number of keys whose opened secrets are in memory. */
    private static final int MOST_OPEN = 10_000;

    private final State state;
    private final SealingKeys keys;
    private final ConcurrentHashMap<String, Opened> opened = new ConcurrentHashMap<>();

    /** Stores them in {@code state}, with secrets that these keys seal. */
    public AppKeys(State state, SealingKeys keys) {
        this.state = state;
        this.keys = keys;
    }

    /** A key whose secret was opened, as the commit with this stamp wrote it. */
    private record Opened(AppKeyBytes.Kept kept, long stamp) {}

    /**
     * Returns the key with this id, also if it has expired. One whose secret cannot be opened is
     * not returned, because nobody can prove to have it.
     */
    public Optional<AppKey> find(String id) {
        return state.get(RegistryKeys.appKey(id))
                .map(stamped -> opened(id, stamped))
                .filter(kept -> kept.unopened().isEmpty())
                .map(AppKeyBytes.Kept::key);
    }

    private AppKeyBytes.Kept opened(String id, Stamped stamped) {
        Opened known = opened.get(id);
        if (known != null && known.stamp() == stamped.stamp()) {
            return known.kept();
        }
        AppKeyBytes.Kept kept = AppKeyBytes.read(stamped.value(), keys);
        kept.unopened()
                .ifPresent(why ->
                        LOG.warn(
                                "the secret of the application key {} cannot be opened, so its"
                                        + " requests are refused: {}",
                                id,
                                why));
        if (opened.size() >= MOST_OPEN) {
            opened.clear();
        }
        opened.put(id, new Opened(kept, stamped.stamp()));
        return kept;
    }

    /**
     * Returns at most {@code limit} keys with ids from {@code from} on, by id. A secret that cannot
     * be opened is replaced by one that nobody knows.
     */
    public List<AppKey> list(String from, int limit) {
        var found = new ArrayList<AppKey>();
        try (var view = state.view();
                var scan = view.scan(RegistryKeys.appKeys())) {
            boolean more = from.isEmpty() ? scan.next() : scan.seek(RegistryKeys.appKey(from));
            while (more && found.size() < limit) {
                found.add(AppKeyBytes.read(scan.value(), keys).key());
                more = scan.next();
            }
        }
        return found;
    }

    /**
     * Adds a key.
     *
     * @throws IllegalStateException if its id exists, which random ids make unlikely
     */
    public AppKey make(AppKey key) {
        Key place = RegistryKeys.appKey(key.id());
        var commit = new Commit().checkAbsent(place).put(place, AppKeyBytes.write(key, keys));
        if (state.commit(commit) instanceof CommitResult.Conflict) {
            throw new IllegalStateException("an application key " + key.id() + " is there already");
        }
        return key;
    }

    /** Deletes a key and returns it; empty if there was none. */
    public Optional<AppKey> delete(String id) {
        Key place = RegistryKeys.appKey(id);
        while (true) {
            Optional<Stamped> kept = state.get(place);
            if (kept.isEmpty()) {
                return Optional.empty();
            }
            var commit = new Commit().checkStamp(place, kept.get().stamp()).delete(place);
            if (state.commit(commit) instanceof CommitResult.Committed) {
                opened.remove(id);
                return Optional.of(AppKeyBytes.read(kept.get().value(), keys).key());
            }
        }
    }
}
