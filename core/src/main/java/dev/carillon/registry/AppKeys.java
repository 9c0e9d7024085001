package dev.carillon.registry;

import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.Key;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Stores the application keys of the B2 API. Every change is durable when its method returns.
 * Thread-safe.
 */
public final class AppKeys {
    private final State state;

    /** Stores them in {@code state}. */
    public AppKeys(State state) {
        this.state = state;
    }

    /** Returns the key with this id, also if it has expired. */
    public Optional<AppKey> find(String id) {
        return state.get(RegistryKeys.appKey(id)).map(stamped -> AppKeyBytes.read(stamped.value()));
    }

    /** Returns at most {@code limit} keys with ids from {@code from} on, by id. */
    public List<AppKey> list(String from, int limit) {
        var keys = new ArrayList<AppKey>();
        try (var view = state.view();
                var scan = view.scan(RegistryKeys.appKeys())) {
            boolean more = from.isEmpty() ? scan.next() : scan.seek(RegistryKeys.appKey(from));
            while (more && keys.size() < limit) {
                keys.add(AppKeyBytes.read(scan.value()));
                more = scan.next();
            }
        }
        return keys;
    }

    /**
     * Adds a key.
     *
     * @throws IllegalStateException if its id exists, which random ids make unlikely
     */
    public AppKey make(AppKey key) {
        Key place = RegistryKeys.appKey(key.id());
        var commit = new Commit().checkAbsent(place).put(place, AppKeyBytes.write(key));
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
                return Optional.of(AppKeyBytes.read(kept.get().value()));
            }
        }
    }
}
