package dev.carillon.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(60)
class TailsTest {
    /** The largest number of events that a reader takes before it leaves. */
    private static final int MOST_READ = 200;

    private final TailWorld world = new TailWorld();
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void close() throws InterruptedException {
        world.close();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void a_reader_gets_every_later_event_and_no_earlier_one() throws Exception {
        world.put("before");
        var lines = Lines.reading();
        follow(world.open(new Start.Now()), lines);
        List<Long> stamps = List.of(world.put("a"), world.put("b"), world.put("c"));
        await().until(() -> lines.stamps().equals(stamps));
    }

    @Test
    void an_event_whose_writer_notifies_late_comes_with_the_next_notification() throws Exception {
        var lines = Lines.reading();
        follow(world.open(new Start.Now()), lines);
        long silent = world.commit(TailWorld.BUCKET, "silent", TailWorld.TIME);
        long loud = world.put("loud");
        await().until(() -> lines.stamps().equals(List.of(silent, loud)));
        world.journal.recorded(100);
        long next = world.put("next");
        await().until(() -> lines.stamps().equals(List.of(silent, loud, next)));
    }

    @Test
    void readers_that_come_and_go_under_load_miss_nothing_and_get_nothing_twice() throws Exception {
        int writers = 8;
        int each = 400;
        var written = Collections.synchronizedList(new ArrayList<Long>());
        var writing = new AtomicInteger(writers);
        List<List<Long>> read = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            read.add(Collections.synchronizedList(new ArrayList<>()));
            resuming(read.get(i));
        }
        for (int i = 0; i < writers; i++) {
            int writer = i;
            thread(() -> {
                for (int n = 0; n < each; n++) {
                    written.add(world.put(writer + "/" + n));
                    world.commit(TailWorld.OTHER, "other", TailWorld.TIME);
                }
                writing.decrementAndGet();
            });
        }
        await().until(() -> writing.get() == 0);
        for (int i = 0; i < MOST_READ; i++) {
            // Makes every reader leave once more behind the last event of the writers.
            world.put("end");
        }
        List<Long> expected = written.stream().sorted().toList();
        for (List<Long> one : read) {
            await().until(() -> one.size() >= expected.size());
            assertThat(List.copyOf(one).subList(0, expected.size())).isEqualTo(expected);
        }
    }

    @Test
    void a_reader_that_stalls_reads_on_from_the_log_and_holds_nobody_up() throws Exception {
        var signal = new CountDownLatch(1);
        var slow = Lines.waitingFor(signal);
        var quick = Lines.reading();
        follow(world.open(new Start.Now()), slow);
        follow(world.open(new Start.Now()), quick);
        var stamps = new ArrayList<Long>();
        String long1 = "k".repeat(900);
        for (int i = 0; i < 2_000; i++) {
            stamps.add(world.put(long1 + i));
        }
        await().until(() -> quick.stamps().size() == stamps.size());
        assertThat(slow.stamps()).hasSizeLessThan(1_000);
        signal.countDown();
        await().until(() -> slow.stamps().size() == stamps.size());
        assertThat(slow.stamps()).isEqualTo(stamps);
        assertThat(quick.stamps()).isEqualTo(stamps);
    }

    @Test
    void what_is_read_from_the_log_is_written_in_small_parts() throws Exception {
        var stamps = new ArrayList<Long>();
        String long1 = "k".repeat(900);
        for (int i = 0; i < 700; i++) {
            stamps.add(world.put(long1 + i));
            world.commit(TailWorld.OTHER, "other", TailWorld.TIME);
        }
        var lines = Lines.reading();
        follow(world.open(TailWorld.after(0)), lines);
        await().until(() -> lines.stamps().size() >= stamps.size());
        assertThat(lines.stamps()).isEqualTo(stamps);
        assertThat(lines.largestWrite()).isBetween(60 << 10, 72 << 10);
    }

    @Test
    void too_many_different_selections_are_refused_until_one_is_closed() throws Exception {
        for (int i = 0; i < 256; i++) {
            follow(world.open(selection("p" + i + "/"), new Start.Now()), Lines.leavingAfter(1));
        }
        await().until(() -> world.tails.readers() == 256);
        Tail early = world.open(selection("p7/"), new Start.Now());
        assertThatThrownBy(() -> world.open(selection("more"), new Start.Now()))
                .isInstanceOf(TailsFullException.class);
        var same = Lines.reading();
        follow(early, same);
        await().until(() -> world.tails.readers() == 257);
        long stamp = world.put("p7/a");
        world.put("p8/a");
        await().until(() -> same.stamps().equals(List.of(stamp)));
        await().until(() -> world.tails.readers() == 255);
        world.open(selection("more"), new Start.Now());
    }

    @Test
    void a_tail_that_finds_no_room_when_it_begins_says_so() throws Exception {
        Tail late = world.open(selection("late"), new Start.Now());
        for (int i = 0; i < 256; i++) {
            follow(world.open(selection("p" + i), new Start.Now()), Lines.reading());
        }
        await().until(() -> world.tails.readers() == 256);
        var lines = Lines.reading();
        late.write(lines);
        assertThat(lines.last()).contains("\"code\":\"SlowDown\"");
    }

    @Test
    void a_channel_keeps_less_when_there_are_more() {
        var channel = new Channel(new Channel.Key(TailWorld.all(), Framing.LINES), 0);
        for (int i = 1; i <= 8; i++) {
            channel.add(i, new byte[64 << 10], 1 << 20);
            channel.seal(i, 1 << 20);
        }
        assertThat(channel.segment(0)).isNotNull();
        channel.trim(128 << 10);
        assertThat(channel.segment(6)).isNull();
        assertThat(channel.segment(7)).isNotNull();
        assertThat(channel.enter(7)).isEqualTo(7);
        assertThat(channel.enter(5)).isEqualTo(-1);
        channel.retire();
        assertThat(channel.segment(7)).isNull();
    }

    @Test
    void a_reader_whose_place_was_cut_is_told_so() throws Exception {
        var signal = new CountDownLatch(1);
        var slow = Lines.waitingFor(signal);
        follow(world.open(new Start.Now()), slow);
        String long1 = "k".repeat(900);
        for (int i = 0; i < 2_000; i++) {
            world.put(long1 + i);
        }
        await().until(() -> !slow.stamps().isEmpty() || !slow.last().isEmpty());
        world.cutAll();
        signal.countDown();
        await().until(() -> slow.last().contains("\"code\":\"CursorExpired\""));
    }

    @Test
    void cursors_that_cannot_be_continued_are_refused() throws Exception {
        long first = world.put("a");
        long second = world.put("b");
        assertThat(reason(TailWorld.after(second + 1))).isEqualTo(CursorException.Reason.FUTURE);
        assertThat(reason(TailWorld.after(-1))).isEqualTo(CursorException.Reason.FUTURE);
        assertThat(reason(new Start.After(new Cursor(first, TailWorld.OTHER))))
                .isEqualTo(CursorException.Reason.OTHER_SCOPE);
        assertThat(reason(new Start.After(new Cursor(first, Cursor.ALL))))
                .isEqualTo(CursorException.Reason.OTHER_SCOPE);
        world.cutAll();
        assertThat(reason(TailWorld.after(first))).isEqualTo(CursorException.Reason.CUT);
        world.open(TailWorld.after(second));
    }

    @Test
    void a_start_in_time_begins_with_the_first_event_of_that_time() throws Exception {
        var stamps = new ArrayList<Long>();
        for (int i = 0; i < 300; i++) {
            stamps.add(world.commit(TailWorld.BUCKET, "k", TailWorld.TIME.plusSeconds(10L * i)));
        }
        for (int from : List.of(0, 1, 150, 298, 299)) {
            var lines = Lines.reading();
            follow(world.open(new Start.Since(TailWorld.TIME.plusSeconds(10L * from - 5))), lines);
            await().until(() -> lines.stamps().equals(stamps.subList(from, 300)));
        }
        var none = Lines.reading();
        follow(world.open(new Start.Since(TailWorld.TIME.plusSeconds(9_999))), none);
        long next = world.put("next");
        await().until(() -> none.stamps().equals(List.of(next)));
    }

    @Test
    void prefix_and_suffix_are_two_literal_conditions() throws Exception {
        var lines = Lines.reading();
        follow(
                world.open(
                        new Selection(TailWorld.BUCKET, TailWorld.CREATED, "ab", "bc"),
                        new Start.Now()),
                lines);
        long overlapping = world.put("abc");
        world.put("a*bc");
        world.put("ab");
        long apart = world.put("ab/bc");
        await().until(() -> lines.stamps().equals(List.of(overlapping, apart)));
    }

    @Test
    void closing_ends_the_streams() throws Exception {
        var lines = Lines.reading();
        follow(world.open(new Start.Now()), lines);
        await().until(() -> !lines.last().isEmpty());
        world.tails.close();
        threads.getFirst().join();
        assertThat(lines.last()).doesNotContain("error");
        assertThat(world.tails.closed()).isTrue();
    }

    private static Selection selection(String prefix) {
        return new Selection(TailWorld.BUCKET, TailWorld.CREATED, prefix, "");
    }

    private CursorException.Reason reason(Start start) {
        var reason = new ArrayList<CursorException.Reason>();
        assertThatThrownBy(() -> world.open(start))
                .isInstanceOfSatisfying(CursorException.class, e -> reason.add(e.reason()));
        return reason.getFirst();
    }

    /** Reads everything from the start of the log, leaving and resuming again and again. */
    private void resuming(List<Long> into) {
        thread(() -> {
            long last = 0;
            while (!world.tails.closed()) {
                var lines = Lines.leavingAfter(ThreadLocalRandom.current().nextInt(1, MOST_READ));
                write(open(TailWorld.after(last)), lines);
                List<Long> stamps = lines.stamps();
                into.addAll(stamps);
                last = stamps.isEmpty() ? last : stamps.getLast();
            }
        });
    }

    private Tail open(Start start) {
        try {
            return world.open(start);
        } catch (CursorException e) {
            throw new IllegalStateException(e.reason().name(), e);
        }
    }

    private void follow(Tail tail, OutputStream out) {
        thread(() -> write(tail, out));
    }

    private static void write(Tail tail, OutputStream out) {
        try {
            tail.write(out);
        } catch (IOException _) {
            // The reader left.
        }
    }

    private void thread(Runnable work) {
        threads.add(Thread.startVirtualThread(work));
    }
}
