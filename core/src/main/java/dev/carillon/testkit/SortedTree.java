package dev.carillon.testkit;

import dev.carillon.state.Key;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * An immutable sorted map of keys: every change makes a new map, which shares most of the old one.
 * A view of the store is therefore one reference, for any length of time. Finding, changing and
 * removing a range take about log n steps.
 *
 * <p>It is a treap (Aragon and Seidel): a binary tree by key that is also a heap by a number of
 * each key. Here the number is a hash of the key, so that the same keys always make the same tree.
 */
final class SortedTree<V> {
    private record Node<V>(
            Key key, int weight, V value, @Nullable Node<V> left, @Nullable Node<V> right) {
        Node<V> with(@Nullable Node<V> newLeft, @Nullable Node<V> newRight) {
            return new Node<>(key, weight, value, newLeft, newRight);
        }
    }

    private record Halves<V>(@Nullable Node<V> below, @Nullable Node<V> rest) {}

    /** A key and its value. */
    record Entry<V>(Key key, V value) {}

    private final @Nullable Node<V> root;

    private SortedTree(@Nullable Node<V> root) {
        this.root = root;
    }

    static <V> SortedTree<V> empty() {
        return new SortedTree<>(null);
    }

    Optional<V> get(Key key) {
        return atOrAfter(key).filter(entry -> entry.key().equals(key)).map(Entry::value);
    }

    SortedTree<V> with(Key key, V value) {
        Halves<V> around = split(root, key);
        Halves<V> above = split(around.rest, key.successor());
        var node = new Node<>(key, weight(key), value, null, null);
        return new SortedTree<>(join(join(around.below, node), above.rest));
    }

    /** Returns a map without the keys from {@code from}, inclusive, to {@code to}, exclusive. */
    SortedTree<V> without(Key from, Key to) {
        if (from.compareTo(to) >= 0) {
            return this;
        }
        Halves<V> around = split(root, from);
        return new SortedTree<>(join(around.below, split(around.rest, to).rest));
    }

    /** Returns the smallest entry whose key is {@code key} or larger. */
    Optional<Entry<V>> atOrAfter(Key key) {
        return nearest(root, key, true);
    }

    /** Returns the largest entry whose key is smaller than {@code key}. */
    Optional<Entry<V>> before(Key key) {
        return nearest(root, key, false);
    }

    private static <V> Optional<Entry<V>> nearest(@Nullable Node<V> from, Key key, boolean after) {
        @Nullable Node<V> best = null;
        @Nullable Node<V> node = from;
        while (node != null) {
            boolean nodeIsBefore = node.key.compareTo(key) < 0;
            if (nodeIsBefore != after) {
                best = node;
            }
            node = nodeIsBefore ? node.right : node.left;
        }
        return best == null ? Optional.empty() : Optional.of(new Entry<>(best.key, best.value));
    }

    private static <V> Halves<V> split(@Nullable Node<V> node, Key key) {
        if (node == null) {
            return new Halves<>(null, null);
        }
        if (node.key.compareTo(key) < 0) {
            Halves<V> right = split(node.right, key);
            return new Halves<>(node.with(node.left, right.below), right.rest);
        }
        Halves<V> left = split(node.left, key);
        return new Halves<>(left.below, node.with(left.rest, node.right));
    }

    /** Joins two trees; all keys of {@code low} are smaller than those of {@code high}. */
    private static <V> @Nullable Node<V> join(@Nullable Node<V> low, @Nullable Node<V> high) {
        if (low == null) {
            return high;
        }
        if (high == null) {
            return low;
        }
        return low.weight > high.weight
                ? low.with(low.left, join(low.right, high))
                : high.with(join(low, high.left), high.right);
    }

    /** Spreads the bits (a step of MurmurHash3), because similar keys have similar hashes. */
    private static int weight(Key key) {
        int hash = key.hashCode();
        hash = (hash ^ (hash >>> 16)) * 0x85EBCA6B;
        hash = (hash ^ (hash >>> 13)) * 0xC2B2AE35;
        return hash ^ (hash >>> 16);
    }
}
