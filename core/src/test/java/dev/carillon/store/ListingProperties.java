package dev.carillon.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;

/** Lists equal those of a naive walk over all keys, page by page, for 200 seeds. */
class ListingProperties {
    private static final String[] LETTERS = {
        "a", "b", "/", "//", "é", "\u0000", "😀", "z", "\uffff"
    };
    private static final Comparator<String> BY_UTF8 =
            (a, b) ->
                    Arrays.compareUnsigned(
                            a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));

    @Test
    void pages_joined_are_the_naive_list() {
        for (int seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var world = StoreWorld.withBucket();
            world.store.buckets().create("bbc", "root");
            var keys = new TreeSet<String>(BY_UTF8);
            for (int i = random.nextInt(60); i > 0; i--) {
                keys.add(text(random, 1 + random.nextInt(5)));
            }
            keys.forEach(key -> world.put(key, key));
            for (int i = 0; i < 10; i++) {
                check(world, keys, query(random), seed);
            }
        }
    }

    private static void check(
            StoreWorld world, NavigableSet<String> keys, ListQuery query, int seed) {
        List<String> naive = naive(keys, query);
        var listed = new ArrayList<String>();
        ListQuery next = query;
        while (true) {
            ListPage page = ObjectsTest.done(world.store.listing().page("bbb", next));
            page.entries().forEach(entry -> listed.add(entry.name()));
            assertThat(page.entries()).as("seed %d", seed).hasSizeLessThanOrEqualTo(query.max());
            if (!page.more()) {
                break;
            }
            assertThat(page.entries()).as("seed %d %s", seed, query).hasSize(query.max());
            String last = page.entries().getLast().name();
            next = new ListQuery(query.prefix(), query.delimiter(), last, query.max());
        }
        assertThat(listed).as("seed %d %s", seed, query).isEqualTo(naive);
    }

    private static List<String> naive(NavigableSet<String> keys, ListQuery query) {
        var names = new TreeSet<String>(BY_UTF8);
        for (String key : keys) {
            if (key.startsWith(query.prefix()) && isAfter(key, query)) {
                int at =
                        query.delimiter().isEmpty()
                                ? -1
                                : key.indexOf(query.delimiter(), query.prefix().length());
                names.add(at < 0 ? key : key.substring(0, at + query.delimiter().length()));
            }
        }
        return List.copyOf(names);
    }

    private static boolean isAfter(String key, ListQuery query) {
        String after = query.after();
        boolean common =
                !query.delimiter().isEmpty()
                        && after.startsWith(query.prefix())
                        && after.indexOf(query.delimiter(), query.prefix().length())
                                        + query.delimiter().length()
                                == after.length()
                        && after.length() >= query.prefix().length() + query.delimiter().length();
        return BY_UTF8.compare(key, after) > 0 && !(common && key.startsWith(after));
    }

    private static ListQuery query(Random random) {
        return new ListQuery(
                text(random, random.nextInt(3)),
                random.nextInt(3) == 0 ? "" : text(random, 1 + random.nextInt(2)),
                text(random, random.nextInt(4)),
                1 + random.nextInt(7));
    }

    private static String text(Random random, int letters) {
        var text = new StringBuilder();
        for (int i = 0; i < letters; i++) {
            text.append(LETTERS[random.nextInt(LETTERS.length)]);
        }
        return text.toString();
    }
}
