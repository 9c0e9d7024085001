package dev.carillon.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.DamagedState;
import dev.carillon.testkit.MemoryState;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

class SalvageTest {
    private final DamagedState state = new DamagedState(MemoryState.create());
    private final List<String> read = new ArrayList<>();
    private final List<KeyRange> unreadable = new ArrayList<>();

    @Test
    void goes_on_exactly_behind_a_bad_range_of_numbers() {
        var numbers = IntStream.range(0, 2_000).mapToObj("n%05d"::formatted).toList();
        put(numbers);
        state.damage(range("n00500", "n00731"));
        state.damage(range("n00900", "n00901"));
        state.damage(range("n01990", "n99999"));

        salvage("n", "o");

        assertThat(read)
                .containsExactlyElementsOf(
                        numbers.stream()
                                .filter(number ->
                                        number.compareTo("n00500") < 0
                                                || number.compareTo("n00731") >= 0)
                                .filter(number -> !number.equals("n00900"))
                                .filter(number -> number.compareTo("n01990") < 0)
                                .toList());
        assertThat(unreadable).hasSize(3);
        assertThat(unreadable.getFirst().to()).isEqualTo(key("n00731"));
    }

    @Test
    void goes_on_behind_a_bad_range_at_the_very_beginning() {
        put(List.of("a", "b", "c"));
        state.damage(range("", "b"));
        salvage("", "z");
        assertThat(read).containsExactly("b", "c");
    }

    @Test
    void of_a_fully_damaged_range_nothing_is_read_and_everything_is_reported() {
        put(List.of("a", "b", "c"));
        state.damage(range("", "zz"));
        salvage("a", "z");
        assertThat(read).isEmpty();
        assertThat(unreadable).containsExactly(range("a", "z"));
    }

    @Test
    void finds_all_that_is_behind_one_bad_range_of_names() {
        var random = RandomGenerator.of("L64X128MixRandom");
        for (int round = 0; round < 20; round++) {
            var world = new SalvageTest();
            var names = new TreeSet<String>();
            for (int i = 0; i < 200; i++) {
                names.add(Integer.toString(random.nextInt(1 << random.nextInt(4, 30)), 26));
            }
            var all = List.copyOf(names);
            world.put(all);
            int from = random.nextInt(all.size());
            int to = random.nextInt(from, all.size());
            world.state.damage(range(all.get(from), all.get(to)));
            world.salvage("", "~");
            var expected = new ArrayList<>(all.subList(0, from));
            expected.addAll(all.subList(to, all.size()));
            assertThat(world.read).isEqualTo(expected);
        }
    }

    private void put(List<String> keys) {
        var commit = new Commit();
        keys.forEach(text -> commit.put(key(text), new byte[0]));
        state.commit(commit);
    }

    private void salvage(String from, String to) {
        try (var view = state.view()) {
            Salvage.each(
                    view,
                    range(from, to),
                    scan -> read.add(new String(scan.key().bytes(), StandardCharsets.UTF_8)),
                    unreadable::add);
        }
    }

    private static KeyRange range(String from, String to) {
        return new KeyRange(key(from), key(to));
    }

    private static Key key(String text) {
        return Key.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
