package dev.carillon.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.LaneId;
import dev.carillon.delivery.Owed;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.event.ObjectEvent;
import dev.carillon.format.Message;
import dev.carillon.format.Signer;
import dev.carillon.journal.Audit;
import dev.carillon.journal.DeadLetters;
import dev.carillon.journal.Journal;
import dev.carillon.journal.LaneUpdate;
import dev.carillon.journal.Ledger;
import dev.carillon.journal.Recorded;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.Policies;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.stats.Stats;
import dev.carillon.testkit.MemoryState;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

class DelivererTest {
    private static final LaneId LANE = new LaneId(7);
    private static final Duration SETTLED = Settler.DELAY;

    private final MemoryState state = MemoryState.create();
    private final Journal journal = new Journal(state);
    private final DeadLetters letters = new DeadLetters(state, journal, new Ledger(state, journal));
    private final ManualTasks tasks = new ManualTasks();
    private final Limits limits = new Limits();
    private final Stats stats = new Stats();
    private Targets targets = leadsTo(DeliveryPolicy.defaults());
    private final Deliverer deliverer = deliverer();

    @Test
    void the_time_out_of_the_topic_is_that_of_its_attempts_and_a_new_one_holds_from_the_next() {
        targets = leadsTo(Policies.of("timeout", "2500ms"));
        deliverer.offer(owe("a"));
        tasks.pass(SETTLED);
        targets = leadsTo(Policies.of("timeout", "60s"));
        deliverer.offer(owe("b"));
        tasks.pass(SETTLED);

        assertThat(limits.seen).containsExactly(Duration.ofMillis(2_500), Duration.ofSeconds(60));
        assertThat(journal.owing(LANE)).isZero();
    }

    @Test
    void a_synchronous_attempt_obeys_its_deadline_and_a_shorter_time_out() {
        tasks.runAtOnce();
        for (String timeout : List.of("1s", "30s")) {
            targets = leadsTo(Policies.of("timeout", timeout));
            attemptNow();
        }

        assertThat(limits.seen).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(5));
    }

    @Test
    void a_lane_that_cannot_be_looked_up_tries_again() {
        targets = broken();
        deliverer.offer(owe("a"));
        tasks.pass(SETTLED);
        assertThat(limits.seen).isEmpty();
        assertThat(journal.owing(LANE)).isEqualTo(1);

        targets = leadsTo(DeliveryPolicy.defaults());
        tasks.pass(Duration.ofSeconds(1));
        tasks.pass(SETTLED);
        assertThat(limits.seen).hasSize(1);
        assertThat(journal.owing(LANE)).isZero();
    }

    @Test
    void a_lane_that_cannot_be_looked_up_at_the_start_goes_on_later() {
        owe("a");
        targets = broken();
        deliverer.start();
        tasks.pass(SETTLED);
        assertThat(journal.owing(LANE)).isEqualTo(1);

        targets = leadsTo(DeliveryPolicy.defaults());
        tasks.pass(Duration.ofSeconds(1));
        tasks.pass(SETTLED);
        assertThat(journal.owing(LANE)).isZero();
    }

    @Test
    void a_synchronous_delivery_that_cannot_be_looked_up_is_lost_and_counted() throws Exception {
        tasks.runAtOnce();
        targets = broken();
        attemptNow();

        assertThat(limits.seen).isEmpty();
        var text = new ByteArrayOutputStream();
        stats.write(text);
        assertThat(text.toString(StandardCharsets.UTF_8)).contains("\npubsub_event_lost_total 1");
    }

    @Test
    void the_lane_of_a_deleted_topic_leaves_memory_once_it_is_buried() {
        targets = leadsTo(Policies.of("max-concurrency", "1"));
        List<Owed> owed = List.of(owe("a"), owe("b"), owe("c"));
        owed.forEach(deliverer::offer);
        targets = _ -> Optional.empty();
        deliverer.removed(LANE);
        assertThat(deliverer.lanes()).isEqualTo(1);
        tasks.pass(SETTLED);
        tasks.pass(SETTLED);

        assertThat(deliverer.lanes()).isZero();
        assertThat(letters.of(LANE, 0, 10))
                .hasSize(3)
                .extracting(DeadLetter::reason)
                .containsOnly(DeadReason.TOPIC_DELETED);

        deliverer.offer(owed.getLast());
        tasks.pass(SETTLED);
        assertThat(deliverer.lanes()).isZero();
        assertThat(letters.of(LANE, 0, 10)).hasSize(3);
        assertThat(limits.seen).isEmpty();
    }

    @Test
    void what_a_topic_owed_that_was_deleted_before_the_start_is_buried() {
        owe("a");
        targets = _ -> Optional.empty();
        deliverer.start();
        tasks.pass(SETTLED);
        tasks.pass(SETTLED);

        assertThat(letters.of(LANE, 0, 10)).hasSize(1);
        assertThat(deliverer.lanes()).isZero();
    }

    @Test
    void a_lane_whose_books_others_write_stops_and_no_other_does() {
        LaneId other = new LaneId(8);
        deliverer.offer(owe("a"));
        deliverer.offer(owe(other, "b"));
        tasks.pass(SETTLED);
        tasks.pass(SETTLED);
        Owed taken = owe("c");
        new Ledger(state, journal)
                .write(List.of(new LaneUpdate.Done(taken, false, tasks.instant(), 3)));

        deliverer.offer(taken);
        deliverer.offer(owe("d"));
        deliverer.offer(owe(other, "e"));
        tasks.pass(SETTLED);
        tasks.pass(SETTLED);
        assertThat(deliverer.stoppedLanes())
                .hasValueSatisfying(said -> assertThat(said).contains("lanes 7)"));
        assertThat(deliverer.trouble()).isEmpty();
        assertThat(journal.owing(LANE)).isEqualTo(1);
        assertThat(journal.owing(other)).isZero();

        int before = limits.seen.size();
        deliverer.offer(owe("f"));
        deliverer.offer(owe(other, "g"));
        tasks.pass(SETTLED);
        assertThat(limits.seen).as("only the other lane's").hasSize(before + 1);

        tasks.pass(LaneReopening.FIRST);
        tasks.pass(SETTLED);
        tasks.pass(SETTLED);
        assertThat(deliverer.stoppedLanes()).as("the books were read again").isEmpty();
        assertThat(journal.owing(LANE)).isZero();
        assertThat(Audit.of(state).findings().words()).isEmpty();
    }

    @Test
    void a_result_after_the_end_changes_nothing() {
        limits.meanwhile = deliverer::end;
        deliverer.offer(owe("a"));
        tasks.pass(SETTLED);
        tasks.pass(SETTLED);

        assertThat(limits.seen).hasSize(1);
        assertThat(journal.owing(LANE)).isEqualTo(1);
        assertThat(letters.of(LANE, 0, 10)).isEmpty();
    }

    private Deliverer deliverer() {
        var world = new Deliverer.World(tasks, tasks, new SplittableRandom(1));
        return new Deliverer(
                journal, new Ledger(state, journal), lane -> targets.find(lane), world, stats);
    }

    private Owed owe(String key) {
        return owe(LANE, key);
    }

    private Owed owe(LaneId lane, String key) {
        var change = Lanes.owed(1, key).event().change();
        var commit = new Commit();
        journal.record(commit, change, 0, List.of(new Recorded.Asked(lane, "rule")));
        var done = (CommitResult.Committed) state.commit(commit);
        return Journal.owed(lane, done.numbers()[0], "rule", ObjectEvent.of(change, done.stamp()));
    }

    private void attemptNow() {
        deliverer.attemptNow(
                Lanes.owed(1, "a").event(),
                List.of(new Deliverer.SynchronousDelivery(LANE, "rule")),
                Duration.ofSeconds(5));
    }

    private Targets leadsTo(DeliveryPolicy policy) {
        var to =
                new Destination(
                        "t",
                        Optional.of(limits),
                        (_, _, _) -> new Message("text/plain", Map.of(), new byte[0]),
                        Signer.NONE,
                        "",
                        policy);
        return _ -> Optional.of(to);
    }

    private static Targets broken() {
        return _ -> {
            throw new IllegalStateException("cannot be found, as ordered");
        };
    }

    /** Accepts everything, and stores the time limits. */
    private static final class Limits implements Endpoint {
        private final List<Duration> seen = new ArrayList<>();
        private Runnable meanwhile = () -> {};

        @Override
        public AttemptResult send(Message message, Duration limit) {
            seen.add(limit);
            meanwhile.run();
            return new AttemptResult.Accepted(200);
        }

        @Override
        public void close() {}
    }
}
