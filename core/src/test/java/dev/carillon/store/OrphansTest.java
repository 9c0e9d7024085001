package dev.carillon.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.state.Disk;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Files that no record seems to name are not removed at once, because their records may come back.
 */
class OrphansTest {
    private static final Path TRASH = Path.of("/data/extents/trash");

    private final StoreWorld world = StoreWorld.withBucket();

    @Test
    void nothing_is_touched_before_the_server_has_run_for_a_while() {
        orphan();
        world.store.sweeper().round();
        world.clock.advance(Sweeper.HEALTHY.minusMillis(1));
        world.store.sweeper().round();
        assertThat(world.extents.names()).hasSize(1);
        assertThat(files(TRASH)).isEmpty();
    }

    @Test
    void an_orphan_goes_to_the_trash_and_can_be_put_back_from_there() {
        orphan();
        world.clock.advance(Sweeper.HEALTHY);
        world.store.sweeper().round();
        assertThat(world.extents.names()).isEmpty();
        List<Disk.Entry> trash = files(TRASH);
        assertThat(trash).hasSize(1);
        Path file = trash.getFirst().path();
        Path day = TRASH.relativize(file).getName(0);
        assertThat(TRASH.resolveSibling(TRASH.resolve(day).relativize(file)))
                .as("the same place below the data")
                .isEqualTo(world.extents.place(lost));
        world.disk.rename(file, world.extents.place(lost));
        assertThat(world.extents.names()).hasSize(1);
    }

    @Test
    void the_trash_outlives_a_power_cut_and_is_emptied_when_its_time_is_over() {
        orphan();
        world.clock.advance(Sweeper.HEALTHY);
        world.store.sweeper().round();
        world.disk.powerCut();
        world.restart();
        world.clock.advance(Trash.KEPT.minusSeconds(1));
        world.store.sweeper().round();
        assertThat(files(TRASH)).hasSize(1);
        world.clock.advance(Duration.ofSeconds(2));
        world.store.sweeper().round();
        assertThat(files(TRASH)).isEmpty();
        assertThat(world.disk.list(TRASH)).isEmpty();
    }

    @Test
    void what_is_named_stays_and_what_somebody_else_put_into_the_trash_too() {
        world.put("key", world.large());
        world.restart();
        world.disk.createDirectories(TRASH.resolve("mine"));
        world.disk.create(TRASH.resolve("mine/note")).close();
        world.clock.advance(Sweeper.HEALTHY.plus(Trash.KEPT).plusDays(1));
        world.store.sweeper().round();
        assertThat(world.extents.names()).hasSize(1);
        assertThat(files(TRASH)).hasSize(1);
    }

    private Extent lost = new Extent(0, 0, 0, true);

    /** Writes a complete file of an earlier run without a record. */
    private void orphan() {
        var writing = world.extents.create();
        writing.write(new byte[1_000], 1_000);
        lost = writing.finish();
        world.restart();
    }

    private List<Disk.Entry> files(Path directory) {
        var files = new ArrayList<Disk.Entry>();
        for (Disk.Entry entry : world.disk.list(directory)) {
            if (entry.directory()) {
                files.addAll(files(entry.path()));
            } else {
                files.add(entry);
            }
        }
        return files;
    }
}
