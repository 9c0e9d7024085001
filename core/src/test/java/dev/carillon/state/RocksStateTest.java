package dev.carillon.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carillon.contract.StateContract;
import dev.carillon.state.CommitResult.Committed;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

class RocksStateTest extends StateContract {
    private static final RocksSettings SMALL = new RocksSettings(16 << 20, 4 << 20, 1);
    private static final Duration TEN = Duration.ofSeconds(10);
    private static final Class<UnknownOutcomeException> UNKNOWN = UnknownOutcomeException.class;
    private static final Executor THREADS = Executors.newVirtualThreadPerTaskExecutor();

    @TempDir private Path directory;
    private final List<HeldLog> logs = new ArrayList<>();

    @Override
    protected State open() {
        return RocksState.open(
                directory,
                SMALL,
                AcceptedLoss.none(),
                rocks -> {
                    logs.add(new HeldLog(rocks));
                    return log();
                });
    }

    @Override
    protected State openToFail() {
        var opened = open();
        log().fail();
        return opened;
    }

    @Override
    protected List<CommitResult> commitTogether(State on, List<Commit> commits) throws Exception {
        var results = new ArrayList<CompletableFuture<CommitResult>>();
        int writes = log().writes();
        log().hold();
        var first = submit(on, put("filler", "held back at its write"));
        await().until(() -> log().writes() == writes + 1);
        for (Commit commit : commits) {
            int before = rocks(on).waiting();
            results.add(submit(on, commit));
            await().until(() -> rocks(on).waiting() == before + 1);
        }
        log().letGo();
        first.get();
        CompletableFuture.allOf(results.toArray(CompletableFuture[]::new)).get();
        on.commit(new Commit().delete(key("filler")));
        assertThat(log().writes()).as("one group for all").isEqualTo(writes + 3);
        return results.stream().map(CompletableFuture::join).toList();
    }

    @Test
    void nothing_is_visible_before_it_is_durable() throws Exception {
        log().hold();
        var held = submit(state, put("a", "1"));
        await().until(() -> log().writes() == 1);
        assertThat(state.get(key("a"))).isEmpty();
        try (var view = state.view()) {
            assertThat(view.get(key("a"))).isEmpty();
            log().letGo();
            assertThat(held.get()).isInstanceOf(Committed.class);
            assertThat(view.get(key("a"))).isEmpty();
        }
        assertThat(state.get(key("a"))).isPresent();
    }

    @Test
    void a_failed_write_ends_the_whole_group_and_those_who_wait() throws Exception {
        log().hold();
        var first = submit(state, put("a", "1"));
        await().until(() -> log().writes() == 1);
        var second = submit(state, put("b", "1"));
        await().until(() -> rocks(state).waiting() == 1);
        log().fail();
        log().letGo();
        assertThat(first).failsWithin(TEN).withThrowableThat().withCauseInstanceOf(UNKNOWN);
        assertThat(second).failsWithin(TEN).withThrowableThat().withCauseInstanceOf(UNKNOWN);
        assertThat(log().writes()).as("nothing is written after a failure").isEqualTo(1);
        assertThat(state.get(key("a"))).isEmpty();
    }

    @Test
    void a_group_that_was_not_written_is_refused_and_the_next_is_taken_when_there_is_room() {
        state.commit(put("a", "1"));
        log().fill();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> state.commit(counting()))
                    .isInstanceOf(NotCommittedException.class)
                    .hasMessageContaining("no room")
                    .hasMessageContaining("nothing of this commit happened");
        }
        assertThat(rocks(state).trouble().orElseThrow()).contains("continues by itself");
        assertThat(everything()).hasSize(1);
        log().makeRoom();
        await().until(() -> rocks(state).trouble().isEmpty());
        assertThat(committed(counting()).numbers()).as("no number was used").containsExactly(1);
        assertThat(rocks(state).figures().recoveries()).isEqualTo(1);
        reopen();
        assertThat(keysOf(View.Order.FORWARD)).containsExactly("a", "n");
    }

    @Test
    void what_was_read_before_the_database_was_opened_again_says_so() {
        state.commit(put("a", "1"));
        try (var view = state.view();
                var scan = view.scan(key("a"))) {
            log().fill();
            assertThatThrownBy(() -> state.commit(put("b", "1")))
                    .isInstanceOf(NotCommittedException.class);
            assertThat(view.get(key("a"))).isPresent();
            assertThat(scan.next()).isTrue();
            log().makeRoom();
            await().until(() -> rocks(state).trouble().isEmpty());
            assertThatThrownBy(() -> view.get(key("a")))
                    .isInstanceOf(DiskUnavailableException.class);
            assertThatThrownBy(scan::next).isInstanceOf(DiskUnavailableException.class);
        }
        assertThat(state.get(key("a"))).isPresent();
        state.commit(put("b", "1"));
    }

    @Test
    void a_log_that_lacks_what_was_acknowledged_ends_everything() {
        state.commit(put("a", "1"));
        log().fill();
        assertThatThrownBy(() -> state.commit(put("b", "1")))
                .isInstanceOf(NotCommittedException.class);
        log().recoverWith(0);
        log().makeRoom();
        await().until(() -> rocks(state).trouble().orElseThrow().contains("then restart"));
        assertThatThrownBy(() -> state.commit(put("c", "1"))).isInstanceOf(UNKNOWN);
    }

    @Test
    void closes_while_it_is_suspended() {
        log().fill();
        assertThatThrownBy(() -> state.commit(put("b", "1")))
                .isInstanceOf(NotCommittedException.class);
        reopen();
        state.commit(put("c", "1"));
        assertThat(everything()).hasSize(1);
    }

    @Test
    void close_finishes_the_commits_under_way() throws Exception {
        log().hold();
        var first = submit(state, put("a", "1"));
        await().until(() -> log().writes() == 1);
        var second = submit(state, put("b", "1"));
        await().until(() -> rocks(state).waiting() == 1);
        var closed = CompletableFuture.runAsync(state::close, THREADS);
        assertThat(closed).isNotDone();
        log().letGo();
        closed.get();
        assertThat(first.get()).isInstanceOf(Committed.class);
        assertThat(second.get()).isInstanceOf(Committed.class);
        state = open();
        assertThat(state.get(key("b"))).isPresent();
    }

    @Test
    void a_second_open_of_the_same_directory_says_what_to_do() {
        assertThatThrownBy(() -> RocksState.open(directory))
                .isInstanceOf(CannotOpenStateException.class)
                .hasMessageContaining("in use by another carillon process")
                .hasMessageContaining("data directory of its own");
    }

    @Test
    void a_directory_of_a_newer_program_is_refused() throws Exception {
        state.close();
        Files.writeString(directory.resolve("format"), "99\n");
        assertThatThrownBy(() -> RocksState.open(directory))
                .isInstanceOf(CannotOpenStateException.class)
                .hasMessageContaining("format '99'")
                .hasMessageContaining("use the version of carillon that wrote it, or a newer one");
        Files.writeString(directory.resolve("format"), DataFormat.NUMBER + "\n");
        state = open();
    }

    @Test
    void a_directory_of_the_first_program_is_refused() throws Exception {
        state.close();
        Files.writeString(directory.resolve("format"), "1\n");
        assertThatThrownBy(() -> RocksState.open(directory))
                .isInstanceOf(CannotOpenStateException.class)
                .hasMessageContaining("this program knows formats 2 to 6");
        Files.writeString(directory.resolve("format"), DataFormat.NUMBER + "\n");
        state = open();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void a_directory_of_an_older_format_is_opened_and_is_of_this_format_then(int older)
            throws Exception {
        state.commit(put("a", "1"));
        state.close();
        Files.writeString(directory.resolve("format"), older + "\n");
        state = open();
        assertThat(state.get(key("a"))).isPresent();
        assertThat(directory.resolve("format")).hasContent("6\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\0", "three", "3 4", "999999999999"})
    void a_format_that_is_no_number_is_refused(String damaged) throws Exception {
        state.close();
        Files.writeString(directory.resolve("format"), damaged);
        assertThatThrownBy(() -> RocksState.open(directory))
                .isInstanceOf(CannotOpenStateException.class)
                .hasMessageContaining("is damaged")
                .hasMessageContaining("restore it from a backup");
        Files.writeString(directory.resolve("format"), DataFormat.NUMBER + "\n");
        state = open();
    }

    @Test
    void a_directory_that_cannot_be_made_is_refused() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "in the way");
        assertThatThrownBy(() -> RocksState.open(file.resolve("data")))
                .isInstanceOf(CannotOpenStateException.class)
                .hasMessageContaining("name a data directory this user may write to");
    }

    @Test
    void every_group_is_synced() {
        for (int i = 0; i < 50; i++) {
            state.commit(put("k" + i, "v"));
        }
        state.commit(put("k0", "again").checkAbsent(key("k0")));
        var figures = rocks(state).figures();
        assertThat(figures.commits()).isEqualTo(50);
        assertThat(figures.conflicts()).isEqualTo(1);
        assertThat(figures.groups()).isEqualTo(50);
        assertThat(figures.syncs()).isGreaterThanOrEqualTo(50);
    }

    @Test
    void a_bulk_view_leaves_the_cache_as_it_is() {
        for (int i = 0; i < 30; i++) {
            committed(new Commit().put(key("k" + i), new byte[64 << 10]));
        }
        state.close();
        state = open();
        long before = rocks(state).figures().memoryBytes();
        try (View view = state.bulkView()) {
            readAll(view);
            assertThat(view.get(key("k7"))).isPresent();
        }
        assertThat(rocks(state).figures().memoryBytes()).isLessThan(before + (64 << 10));
        try (View view = state.view()) {
            readAll(view);
        }
        assertThat(rocks(state).figures().memoryBytes()).isGreaterThan(before + (1 << 20));
    }

    private static void readAll(View view) {
        int entries = 0;
        try (Scan scan = view.scan(key("k"))) {
            while (scan.next()) {
                assertThat(scan.value()).isNotEmpty();
                entries++;
            }
        }
        assertThat(entries).isEqualTo(30);
    }

    private HeldLog log() {
        return logs.getLast();
    }

    private static RocksState rocks(State state) {
        return (RocksState) state;
    }

    private static CompletableFuture<CommitResult> submit(State on, Commit commit) {
        return CompletableFuture.supplyAsync(() -> on.commit(commit), THREADS);
    }
}
