package dev.carillon.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.event.ObjectEvent;
import dev.carillon.format.Message;
import dev.carillon.format.Signer;
import dev.carillon.journal.Audit;
import dev.carillon.journal.Journal;
import dev.carillon.journal.Ledger;
import dev.carillon.journal.Recorded;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.Policies;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.Key;
import dev.carillon.state.KeyTable;
import dev.carillon.state.TroubledState;
import dev.carillon.stats.Stats;
import dev.carillon.testkit.MemoryState;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** Lanes whose books could not be read or written for a time. */
class LaneReopeningTest {
    private static final LaneId LANE = new LaneId(7);
    private static final Duration SETTLED = Settler.DELAY;

    private final MemoryState memory = MemoryState.create();
    private final TroubledState state = new TroubledState(memory);
    private final Journal journal = new Journal(memory);
    private final ManualTasks tasks = new ManualTasks();
    private final Accepting endpoint = new Accepting();
    private boolean deleted;
    private DeliveryPolicy policy = DeliveryPolicy.defaults();
    private final Deliverer deliverer = deliverer(journal);

    @Test
    void a_lane_resumes_in_order_when_its_books_can_be_read_again() {
        Owed first = owe("a");
        Owed second = owe("a");
        Owed third = owe("b");
        state.damage(books());
        deliverer.offer(first);
        settle();
        deliverer.offer(second);
        settle();
        assertThat(deliverer.stoppedLanes()).isPresent();
        endpoint.sent.clear();

        state.mend();
        tasks.pass(LaneReopening.FIRST);
        settle();
        assertThat(deliverer.stoppedLanes()).isEmpty();
        assertThat(endpoint.sent).containsSubsequence(stamp(first), stamp(second)).hasSize(3);
        deliverer.offer(third);
        settle();
        assertThat(endpoint.sent).hasSize(3);
        assertSettled();
    }

    @Test
    void nothing_is_sent_again_while_the_books_cannot_be_written() {
        state.refuse(books());
        Owed owed = owe("a");
        deliverer.offer(owed);
        for (int hour = 0; hour < 100; hour++) {
            tasks.pass(LaneReopening.LONGEST);
        }
        assertThat(endpoint.sent).containsExactly(stamp(owed));
        assertThat(deliverer.stoppedLanes()).isPresent();

        state.mend();
        tasks.pass(LaneReopening.LONGEST);
        settle();
        assertThat(endpoint.sent).containsExactly(stamp(owed), stamp(owed));
        assertSettled();
    }

    @Test
    void what_an_attempt_from_before_the_failure_says_is_not_settled_twice() {
        Owed first = owe("a");
        tasks.hold(() -> {
            deliverer.offer(first);
            tasks.pass(Duration.ZERO);
        });
        state.damage(books());
        deliverer.offer(owe("b"));
        settle();
        assertThat(deliverer.stoppedLanes()).isPresent();

        state.mend();
        tasks.pass(LaneReopening.FIRST);
        settle();
        assertThat(deliverer.stoppedLanes()).as("an attempt is in flight").isPresent();
        tasks.letGo();
        settle();
        tasks.pass(LaneReopening.FIRST.multipliedBy(2));
        settle();
        assertThat(deliverer.stoppedLanes()).isEmpty();
        assertSettled();
    }

    @Test
    void a_closed_lane_that_failed_becomes_dead_letters_in_the_end() {
        state.refuse(books());
        deliverer.offer(owe("a"));
        settle();
        deleted = true;
        deliverer.removed(LANE);
        settle();
        assertThat(journal.owing(LANE)).isEqualTo(1);

        state.mend();
        tasks.pass(LaneReopening.FIRST);
        settle();
        settle();
        assertThat(journal.books(LANE).dead()).isEqualTo(1);
        assertThat(deliverer.lanes()).isZero();
        assertSettled();
    }

    @Test
    void a_lane_that_cannot_be_read_when_its_topic_is_deleted_is_closed_later() {
        owe("a");
        deleted = true;
        Deliverer reading = deliverer(new Journal(state));
        state.damage(books());
        reading.removed(LANE);
        settle();
        assertThat(journal.owing(LANE)).isEqualTo(1);

        state.mend();
        tasks.pass(LaneReopening.FIRST);
        settle();
        assertThat(journal.books(LANE).dead()).isEqualTo(1);
        assertSettled();
    }

    @Test
    void the_bytes_owed_are_measured_later_if_they_cannot_be_read_at_first() {
        policy = Policies.of("quota-bytes", "1KiB");
        var oneByte = Policies.of("quota-bytes", "1").quota();
        Owed owed = owe("a");
        Deliverer reading = deliverer(new Journal(state));
        tasks.hold(() -> {
            reading.offer(owed);
            state.openNoViews();
            settle();
            assertThat(reading.full(LANE, oneByte)).isFalse();
            state.mend();
            tasks.pass(LaneReopening.FIRST);
        });
        assertThat(reading.full(LANE, oneByte)).isTrue();
    }

    private Deliverer deliverer(Journal reading) {
        return new Deliverer(
                reading,
                new Ledger(state, new Journal(state)),
                _ -> deleted ? Optional.empty() : Optional.of(destination()),
                new Deliverer.World(tasks, tasks, new SplittableRandom(1)),
                new Stats());
    }

    private void settle() {
        tasks.pass(SETTLED);
        tasks.pass(SETTLED);
    }

    private void assertSettled() {
        assertThat(journal.owing(LANE)).isZero();
        assertThat(Audit.of(memory).findings().words()).isEmpty();
    }

    private static long stamp(Owed owed) {
        return owed.event().sequencer().stamp();
    }

    private static Key books() {
        return KeyTable.LANE_BOOKS.start().i64(LANE.code()).key();
    }

    private Owed owe(String key) {
        var change = Lanes.owed(1, key).event().change();
        var commit = new Commit();
        journal.record(commit, change, 0, List.of(new Recorded.Asked(LANE, "rule")));
        var done = (CommitResult.Committed) memory.commit(commit);
        return Journal.owed(LANE, done.numbers()[0], "rule", ObjectEvent.of(change, done.stamp()));
    }

    private Destination destination() {
        return new Destination(
                "t",
                Optional.of(endpoint),
                (event, _, _) -> message(event),
                Signer.NONE,
                "",
                policy);
    }

    private static Message message(ObjectEvent event) {
        byte[] stamp = Long.toString(event.sequencer().stamp()).getBytes(StandardCharsets.UTF_8);
        return new Message("text/plain", Map.of(), stamp);
    }

    /** Accepts everything, and keeps what it was sent. */
    private static final class Accepting implements Endpoint {
        private final List<Long> sent = new ArrayList<>();

        @Override
        public AttemptResult send(Message message, Duration limit) {
            sent.add(Long.parseLong(new String(message.body(), StandardCharsets.UTF_8)));
            return new AttemptResult.Accepted(200);
        }

        @Override
        public void close() {}
    }
}
