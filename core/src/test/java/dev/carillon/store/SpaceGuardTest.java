package dev.carillon.store;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import dev.carillon.state.Disk;
import dev.carillon.state.DiskFullException;
import dev.carillon.state.FileReserve;
import dev.carillon.stats.Stats;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.OptionalLong;

/** Tests on a disk of 10,000 bytes, of which 800 stay free. */
class SpaceGuardTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(SpaceGuard.class);

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private long free = 10_000;
    private int looks;
    private long nanos = Long.MAX_VALUE - 5;
    private final SpaceGuard guard = guard(new MinFreeSpace.Percent(8));

    private SpaceGuard guard(MinFreeSpace least) {
        log.start();
        LOG.addAppender(log);
        LOG.setLevel(Level.INFO);
        return new SpaceGuard(this::space, least, new Stats(), () -> nanos);
    }

    private Disk.Space space() {
        looks++;
        return new Disk.Space(free, 10_000);
    }

    @AfterEach
    void stopListening() {
        LOG.detachAppender(log);
        LOG.setLevel(null);
    }

    @Test
    void nothing_is_refused_while_there_is_room() {
        assertThat(guard.objection()).isEmpty();
        assertThat(guard.trouble()).isEmpty();
        assertThat(guard.claim(OptionalLong.of(9_200))).isPresent();
    }

    @Test
    void the_disk_is_looked_at_four_times_a_second_at_most() {
        for (int i = 0; i < 1_000; i++) {
            guard.objection();
        }
        assertThat(looks).isEqualTo(1);
        freeNow(10_000);
        guard.objection();
        guard.objection();
        assertThat(looks).isEqualTo(2);
    }

    @Test
    void everything_new_is_refused_below_the_floor_and_counted() {
        freeNow(799);
        assertThat(guard.objection()).contains(Refusal.NO_SPACE);
        assertThat(guard.claim(OptionalLong.of(0))).isEmpty();
        assertThat(guard.trouble().orElseThrow())
                .contains("new data are refused")
                .contains("make room");
        assertThat(refused()).isEqualTo(2);
    }

    @Test
    void it_ends_by_itself_an_eighth_above_the_floor() {
        freeNow(799);
        assertThat(guard.objection()).isPresent();
        freeNow(899);
        assertThat(guard.objection()).isPresent();
        freeNow(900);
        assertThat(guard.objection()).isEmpty();
        freeNow(801);
        assertThat(guard.objection()).isEmpty();
    }

    @Test
    void the_beginning_and_the_end_are_one_line_each() {
        freeNow(100);
        for (int i = 0; i < 100; i++) {
            guard.objection();
            freeNow(100 + i);
        }
        freeNow(5_000);
        guard.objection();
        freeNow(4_000);
        guard.objection();
        assertThat(log.list)
                .extracting(ILoggingEvent::getLevel)
                .containsExactly(Level.WARN, Level.INFO);
    }

    @Test
    void an_upload_that_would_go_below_the_floor_is_refused_and_a_smaller_one_is_not() {
        freeNow(1_000);
        assertThat(guard.claim(OptionalLong.of(201))).isEmpty();
        assertThat(guard.claim(OptionalLong.of(200))).isPresent();
    }

    @Test
    void uploads_that_stop_just_above_the_floor_are_reported_as_if_they_had_reached_it() {
        freeNow(899);
        assertThat(guard.trouble()).isEmpty();
        assertThat(guard.claim(OptionalLong.of(100))).isEmpty();
        assertThat(guard.trouble()).isPresent();
        freeNow(899);
        assertThat(guard.trouble()).isPresent();
        freeNow(900);
        assertThat(guard.trouble()).isEmpty();
    }

    @Test
    void an_upload_too_large_for_a_disk_with_room_is_no_trouble() {
        freeNow(1_000);
        assertThat(guard.claim(OptionalLong.of(500))).isEmpty();
        assertThat(guard.trouble()).isEmpty();
    }

    @Test
    void uploads_at_the_same_time_do_not_get_the_same_room() {
        freeNow(2_000);
        Optional<SpaceGuard.Claim> first = guard.claim(OptionalLong.of(1_000));
        assertThat(guard.claim(OptionalLong.of(300))).isEmpty();
        assertThat(guard.claim(OptionalLong.of(200))).isPresent();
        first.orElseThrow().close();
        assertThat(guard.claim(OptionalLong.of(1_000))).isPresent();
    }

    @Test
    void what_was_written_since_the_last_look_counts_until_the_next() {
        freeNow(2_000);
        try (var claim = guard.claim(OptionalLong.of(1_000)).orElseThrow()) {
            assertThat(claim.write(1_000)).isTrue();
        }
        assertThat(guard.claim(OptionalLong.of(201))).isEmpty();
        freeNow(1_000);
        assertThat(guard.claim(OptionalLong.of(200))).isPresent();
    }

    @Test
    void written_bytes_do_not_count_twice() {
        freeNow(2_000);
        try (var claim = guard.claim(OptionalLong.of(1_000)).orElseThrow()) {
            assertThat(claim.write(600)).isTrue();
            freeNow(1_400);
            assertThat(guard.claim(OptionalLong.of(200))).isPresent();
            assertThat(guard.claim(OptionalLong.of(1))).isEmpty();
        }
    }

    @Test
    void an_upload_that_was_let_in_goes_on_unless_half_of_the_floor_is_gone_too() {
        freeNow(2_000);
        try (var claim = guard.claim(OptionalLong.of(1_000)).orElseThrow()) {
            freeNow(700);
            assertThat(claim.write(300)).isTrue();
            assertThat(claim.write(1)).isFalse();
        }
    }

    @Test
    void data_of_unknown_length_is_let_in_down_to_the_floor() {
        freeNow(1_000);
        try (var claim = guard.claim(OptionalLong.empty()).orElseThrow()) {
            assertThat(claim.write(200)).isTrue();
            assertThat(claim.write(1)).isFalse();
        }
        assertThat(refused()).isEqualTo(1);
    }

    @Test
    void a_write_that_found_no_room_is_trouble_for_a_minute_and_logged_once() {
        for (int i = 0; i < 10; i++) {
            guard.ranOut(new DiskFullException("no room", new IOException()));
        }
        assertThat(guard.trouble().orElseThrow()).contains("disk is full");
        assertThat(guard.objection()).isEmpty();
        nanos += Duration.ofMinutes(1).toNanos();
        assertThat(guard.trouble()).isEmpty();
        assertThat(guard.refused()).isEqualTo(10);
        assertThat(log.list).hasSize(1);
    }

    @Test
    void slow_uploads_that_announce_much_keep_nobody_else_out() {
        long gib = 1L << 30;
        var large = guard(new MinFreeSpace.Bytes(256 << 20));
        freeNow(68 * gib);
        for (int i = 0; i < 20; i++) {
            var claim = large.claim(OptionalLong.of(5 * gib)).orElseThrow();
            assertThat(claim.write(4_096)).isTrue();
        }
        assertThat(large.claim(OptionalLong.of(5 * gib))).isPresent();
        assertThat(large.refused()).isZero();
    }

    @Test
    void many_uploads_that_do_come_stop_at_the_floor() {
        long mib = 1L << 20;
        var large = guard(new MinFreeSpace.Bytes(256 * mib));
        freeNow(1_256 * mib);
        var claims = new ArrayList<SpaceGuard.Claim>();
        for (int i = 0; i < 5; i++) {
            claims.add(large.claim(OptionalLong.of(900 * mib)).orElseThrow());
        }
        long written = 0;
        while (!claims.isEmpty()) {
            var claim = claims.removeFirst();
            if (claim.write(mib)) {
                claims.addLast(claim);
                written += mib;
                freeNow(1_256 * mib - written);
            } else {
                claim.close();
            }
        }
        assertThat(written).isBetween(900 * mib, 1_000 * mib);
    }

    @Test
    void nothing_that_needs_a_file_is_let_in_while_the_last_files_are_the_databases() {
        var reserve = new FewFiles();
        var guarded =
                new SpaceGuard(
                        this::space, reserve, new MinFreeSpace.Bytes(0), new Stats(), () -> nanos);
        freeNow(100 << 20);
        assertThat(guarded.takesFiles()).isTrue();
        guarded.ranOut(new DiskFullException("no inodes", new IOException()));
        assertThat(guarded.takesFiles()).isFalse();
        assertThat(guarded.trouble().orElseThrow()).contains("inodes");
        assertThat(guarded.objection()).isEmpty();
        reserve.whole = true;
        assertThat(guarded.takesFiles()).isTrue();
    }

    private static final class FewFiles implements FileReserve {
        private boolean whole = true;

        @Override
        public boolean isWhole() {
            return whole;
        }

        @Override
        public void release() {
            whole = false;
        }
    }

    @Test
    void zero_switches_it_off() {
        var open = guard(new MinFreeSpace.Bytes(0));
        freeNow(0);
        assertThat(open.objection()).isEmpty();
        assertThat(open.trouble()).isEmpty();
        assertThat(open.claim(OptionalLong.of(1L << 40)).orElseThrow().write(1L << 40)).isTrue();
    }

    private void freeNow(long bytes) {
        free = bytes;
        nanos += SpaceGuard.PERIOD.toNanos();
    }

    private long refused() {
        return guard.refused();
    }
}
