package dev.carillon.state;

import java.util.TreeMap;

/**
 * Remembers the state of keys that commits check again and again (bucket records, topics,
 * counters), so that the committer need not read them. It is exact, because every write goes
 * through the committer. Not thread-safe.
 *
 * <p>It has two generations: keys requested since the last turn, and those before. A turn drops the
 * older generation, so between {@code size} and twice that many keys are remembered. They are
 * trees, not hash tables, because a range delete must find its keys.
 */
final class RecentKeys implements CommitGroup.Before, CommitGroup.Writes {
    private final CommitGroup.Before store;
    private final int size;
    private TreeMap<Key, KeyState> young = new TreeMap<>();
    private TreeMap<Key, KeyState> old = new TreeMap<>();

    RecentKeys(CommitGroup.Before store, int size) {
        this.store = store;
        this.size = size;
    }

    /** Forgets everything, because the writes remembered last did not happen. */
    void clear() {
        young.clear();
        old.clear();
    }

    @Override
    public KeyState look(Key key) {
        KeyState known = young.get(key);
        if (known == null) {
            known = old.get(key);
            if (known == null) {
                known = store.look(key);
            }
            keep(key, known);
        }
        return known;
    }

    private void keep(Key key, KeyState keyState) {
        // A key that was not found is usually about to be put once, and is not worth remembering.
        if (!keyState.present()) {
            return;
        }
        if (young.size() >= size) {
            old = young;
            young = new TreeMap<>();
        }
        young.put(key, keyState);
    }

    @Override
    public void put(Key key, long stamp, byte[] value) {
        old.remove(key);
        young.computeIfPresent(key, (same, before) -> KeyState.of(stamp, value));
    }

    @Override
    public void delete(Key key) {
        old.remove(key);
        young.remove(key);
    }

    @Override
    public void deleteRange(Key from, Key to) {
        old.subMap(from, to).clear();
        young.subMap(from, to).clear();
    }
}
