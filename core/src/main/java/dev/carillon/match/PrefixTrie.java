package dev.carillon.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Finds the values stored under any prefix of a key by walking the key once, however many other
 * prefixes there are. Immutable.
 */
final class PrefixTrie<T> {
    private final Node<T> root;

    /**
     * A step of the walk.
     *
     * @param label the characters of the key that lead to this step
     * @param filed the values stored under the prefix that ends here
     * @param firsts the first characters of the following steps, in order
     * @param next the following steps, in the order of {@code firsts}
     */
    private record Node<T>(String label, List<T> filed, char[] firsts, List<Node<T>> next) {}

    private PrefixTrie(Node<T> root) {
        this.root = root;
    }

    /** Stores each list under its prefix. */
    static <T> PrefixTrie<T> of(Map<String, List<T>> byPrefix) {
        return new PrefixTrie<>(node("", 0, new TreeMap<>(byPrefix)));
    }

    /**
     * Adds the values stored under each prefix of the key to {@code found}, shortest prefix first.
     */
    void collect(String key, List<T> found) {
        Node<T> node = root;
        int at = 0;
        while (true) {
            found.addAll(node.filed);
            if (at == key.length()) {
                return;
            }
            int branch = Arrays.binarySearch(node.firsts, key.charAt(at));
            if (branch < 0 || !key.startsWith(node.next.get(branch).label, at)) {
                return;
            }
            node = node.next.get(branch);
            at += node.label.length();
        }
    }

    /** Builds the node to which {@code label} leads; the given prefixes share their first part. */
    private static <T> Node<T> node(
            String label, int depth, NavigableMap<String, List<T>> prefixes) {
        var filed = new ArrayList<T>();
        var branches = new TreeMap<Character, TreeMap<String, List<T>>>();
        prefixes.forEach((prefix, list) -> {
            if (prefix.length() == depth) {
                filed.addAll(list);
            } else {
                branches.computeIfAbsent(prefix.charAt(depth), _ -> new TreeMap<>())
                        .put(prefix, list);
            }
        });
        var firsts = new char[branches.size()];
        var next = new ArrayList<Node<T>>(branches.size());
        branches.forEach((first, members) -> {
            firsts[next.size()] = first;
            int end = sharedLength(members.firstKey(), members.lastKey());
            next.add(node(members.firstKey().substring(depth, end), end, members));
        });
        return new Node<>(label, List.copyOf(filed), firsts, List.copyOf(next));
    }

    /**
     * Returns the length of the part that all prefixes share: in a sorted set, that is the part
     * shared by the first and the last.
     */
    private static int sharedLength(String first, String last) {
        int shared = 0;
        int end = Math.min(first.length(), last.length());
        while (shared < end && first.charAt(shared) == last.charAt(shared)) {
            shared++;
        }
        return shared;
    }
}
