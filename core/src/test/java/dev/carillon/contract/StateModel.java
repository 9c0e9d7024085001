package dev.carillon.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.state.BytesReader;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.CommitResult.Committed;
import dev.carillon.state.CommitResult.Conflict;
import dev.carillon.state.Hole;
import dev.carillon.state.Key;
import dev.carillon.state.Reading;
import dev.carillon.state.Stamped;
import dev.carillon.state.State;
import dev.carillon.state.Template;
import dev.carillon.state.View;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The simplest possible store, a sorted map, and random commits whose results must be the same in
 * it and in the real store. Keys are few and short, so that commits touch the same ones; all begin
 * with the seed.
 */
final class StateModel {
    private static final int KEYS = 24;
    private static final int MAX_WRITES = 6;

    private final RandomGenerator random;
    private final byte[] prefix;
    private final NavigableMap<Key, Stamped> map = new TreeMap<>();
    private final List<Reading> readings = new ArrayList<>();
    private long lastStamp;

    StateModel(long seed, RandomGenerator random) {
        this.random = random;
        this.prefix = Template.builder().i64(seed).array();
    }

    /** A commit and its expected result. */
    record Step(Commit commit, Optional<Key> conflict, List<Long> numbers) {}

    /** Draws a commit. The model is not changed before {@link #happened}. */
    Step draw() {
        var commit = new Commit();
        Optional<Key> conflict = check(commit);
        var counts = new TreeMap<Key, Long>();
        var numbers = new ArrayList<Long>();
        for (int i = random.nextInt(3); i > 0; i--) {
            var counter = counter();
            counts.merge(counter, count(counter) + 1, (a, b) -> a + 1);
            numbers.add(counts.get(counter));
            var number = commit.next(counter);
            commit.put(
                    Template.builder().bytes(prefix).u8('#').hole(number).build(),
                    Template.builder().hole(number).hole(new Hole.Stamp()).build());
        }
        for (int i = random.nextInt(MAX_WRITES); i > 0; i--) {
            write(commit);
        }
        return new Step(commit, conflict, numbers);
    }

    /** Checks the result, and applies the commit to the map. */
    void happened(Step step, CommitResult result) {
        if (step.conflict.isPresent()) {
            assertThat(result).isEqualTo(new Conflict(step.conflict.get()));
            return;
        }
        assertThat(result).isInstanceOf(Committed.class);
        var committed = (Committed) result;
        assertThat(committed.stamp()).isGreaterThan(lastStamp);
        assertThat(committed.numbers())
                .containsExactly(step.numbers.stream().mapToLong(number -> number).toArray());
        lastStamp = committed.stamp();
        for (int i = 0; i < step.numbers.size(); i++) {
            var counter = step.commit.numbers().get(i).counter();
            byte[] count = Template.builder().i64(step.numbers.get(i)).array();
            map.put(counter, new Stamped(count, lastStamp));
        }
        step.commit.writes().forEach(write -> apply(write, committed));
    }

    /** Checks that the store has the map's content, read in each way. */
    void compare(State state) {
        try (var view = state.view()) {
            var from = Key.of(prefix);
            var forward = scanned(view, from, from.afterPrefix(), View.Order.FORWARD);
            assertThat(forward).isEqualTo(entries(map));
            assertThat(scanned(view, from, from.afterPrefix(), View.Order.REVERSE))
                    .isEqualTo(entries(map.descendingMap()));
            var key = key();
            assertThat(view.get(key)).isEqualTo(Optional.ofNullable(map.get(key)));
            assertThat(state.get(key)).isEqualTo(Optional.ofNullable(map.get(key)));
            var reading = state.read(key());
            assertThat(reading.found()).isEqualTo(Optional.ofNullable(map.get(reading.key())));
            readings.add(reading);
            compareSeek(view, from);
        }
    }

    private void compareSeek(View view, Key from) {
        var target = key();
        try (var scan = view.scan(from, from.afterPrefix(), View.Order.FORWARD)) {
            var expected = Optional.ofNullable(map.ceilingKey(target));
            assertThat(scan.seek(target)).isEqualTo(expected.isPresent());
            expected.ifPresent(found -> assertThat(scan.key()).isEqualTo(found));
        }
        try (var scan = view.scan(from, from.afterPrefix(), View.Order.REVERSE)) {
            var expected = Optional.ofNullable(map.floorKey(target));
            assertThat(scan.seek(target)).isEqualTo(expected.isPresent());
            expected.ifPresent(found -> assertThat(scan.key()).isEqualTo(found));
        }
    }

    /** Adds a check that holds, one that does not, or none; returns the key that conflicts. */
    private Optional<Key> check(Commit commit) {
        var key = key();
        var known = Optional.ofNullable(map.get(key));
        long stamp = known.map(Stamped::stamp).orElse(lastStamp);
        switch (random.nextInt(5)) {
            case 0 -> {
                commit.checkStamp(key, stamp);
                return known.isPresent() ? Optional.empty() : Optional.of(key);
            }
            case 1 -> {
                commit.checkAbsent(key).put(key, value());
                return known.isPresent() ? Optional.of(key) : Optional.empty();
            }
            case 2 -> {
                commit.checkStamp(key, stamp - 1);
                return Optional.of(key);
            }
            case 3 -> {
                return readings.isEmpty() ? Optional.empty() : checkReading(commit);
            }
            default -> {
                return Optional.empty();
            }
        }
    }

    /** Adds the check of a key that was read some time ago, or just now. */
    private Optional<Key> checkReading(Commit commit) {
        int last = readings.size() - 1;
        var reading = readings.get(random.nextBoolean() ? last : random.nextInt(readings.size()));
        Key key = reading.key();
        commit.checkUnchanged(reading).put(key, value());
        return reading.found().equals(Optional.ofNullable(map.get(key)))
                ? Optional.empty()
                : Optional.of(key);
    }

    private void write(Commit commit) {
        switch (random.nextInt(6)) {
            case 0 -> commit.delete(key());
            case 1 -> {
                var a = key();
                var b = key();
                commit.deleteRange(a.compareTo(b) < 0 ? a : b, a.compareTo(b) < 0 ? b : a);
            }
            case 2 ->
                    commit.put(
                            Template.builder().bytes(prefix).u8('s').hole(new Hole.Stamp()).build(),
                            Template.builder().hole(new Hole.InvertedStamp()).build());
            default -> commit.put(key(), value());
        }
    }

    private void apply(Commit.Write write, Committed committed) {
        switch (write) {
            case Commit.Write.Put(Template key, Template value) ->
                    map.put(
                            Key.of(filled(key, committed)),
                            new Stamped(filled(value, committed), committed.stamp()));
            case Commit.Write.Delete(Key key) -> map.remove(key);
            case Commit.Write.DeleteRange(Key from, Key to) -> map.subMap(from, to).clear();
        }
    }

    private static byte[] filled(Template template, Committed committed) {
        var bytes = template.bytes().clone();
        for (var fill : template.fills()) {
            long content =
                    switch (fill.hole()) {
                        case Hole.Stamp() -> committed.stamp();
                        case Hole.InvertedStamp() -> -1 - committed.stamp();
                        case Hole.Next next -> committed.number(next);
                    };
            System.arraycopy(
                    Template.builder().i64(content).array(), 0, bytes, fill.offset(), Long.BYTES);
        }
        return bytes;
    }

    private Key key() {
        return Template.builder().bytes(prefix).u8('a').u8(random.nextInt(KEYS)).key();
    }

    private Key counter() {
        return Template.builder().bytes(prefix).u8('n').u8(random.nextInt(2)).key();
    }

    private long count(Key counter) {
        return Optional.ofNullable(map.get(counter))
                .map(stamped -> new BytesReader(stamped.value()).i64())
                .orElse(0L);
    }

    private byte[] value() {
        var value = new byte[random.nextInt(30)];
        random.nextBytes(value);
        return value;
    }

    private static List<String> scanned(View view, Key from, Key to, View.Order order) {
        var seen = new ArrayList<String>();
        try (var scan = view.scan(from, to, order)) {
            while (scan.next()) {
                seen.add(scan.key() + "=" + new Stamped(scan.value(), scan.stamp()));
            }
        }
        return seen;
    }

    private static List<String> entries(NavigableMap<Key, Stamped> of) {
        return of.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }
}
