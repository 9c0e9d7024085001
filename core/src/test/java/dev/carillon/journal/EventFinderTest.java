package dev.carillon.journal;

import static dev.carillon.journal.JournalWorld.LANE;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.Owed;
import dev.carillon.event.ObjectEvent;
import dev.carillon.state.Commit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class EventFinderTest {
    private final JournalWorld world = new JournalWorld();

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void every_delivery_is_read_with_its_own_event(long seed) {
        var random = new Random(seed);
        var owed = new ArrayList<Owed>();
        for (int i = 0; i < 60; i++) {
            switch (random.nextInt(4)) {
                case 0 -> world.owe("told-to-nobody");
                case 1 -> owed.addAll(world.owe("told-twice", "rule", "other"));
                case 2 -> owed.addAll(world.oweAgain(anyOf(owed, random)));
                default -> owed.add(world.oweOne("told-once"));
            }
        }
        assertThat(world.journal.read(LANE, 1, 1_000).owed())
                .as("seed %d", seed)
                .extracting(Owed::event)
                .containsExactlyElementsOf(owed.stream().map(Owed::event).toList());
    }

    @Test
    void a_delivery_whose_event_is_missing_is_reported_as_lost() {
        world.oweOne("first");
        Owed lost = world.oweOne("lost");
        world.oweOne("last");
        long stamp = lost.event().sequencer().stamp();
        world.state.commit(new Commit().delete(JournalKeys.event(stamp)));
        Page page = world.journal.read(LANE, 1, 10);
        assertThat(page.owed()).extracting(Owed::number).containsExactly(1L, 3L);
        assertThat(page.losses().numbers()).containsExactly(2L);
    }

    private static List<ObjectEvent> anyOf(List<Owed> owed, Random random) {
        return owed.isEmpty() ? List.of() : List.of(owed.get(random.nextInt(owed.size())).event());
    }
}
