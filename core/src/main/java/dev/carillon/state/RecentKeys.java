package dev.carillon.state;

import java.util.TreeMap;

/**
 * Remembers how the keys stand that commits ask about again and again (bucket records, topics,
 * counters), so that the committer need not read them. It is exact, for every write goes through
 * the committer. For one thread.
 *
 * <p>Two generations: what was asked for since the last turn, and before. A turn forgets the older
 * one, so between {@code size} and twice that many keys are remembered. Trees, not hash tables, for
 * a range delete must find its keys.
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

    /** Forgets everything: what was remembered last was not written. */
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
        // Keys asked for in vain are those about to be put, once: not worth remembering.
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
