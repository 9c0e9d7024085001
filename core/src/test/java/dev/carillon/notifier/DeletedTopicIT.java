package dev.carillon.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.DeadLetter;
import dev.carillon.delivery.DeadReason;
import dev.carillon.delivery.LaneId;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Message;
import dev.carillon.journal.Audit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A topic to which many deliveries are owed is deleted, in a process with little memory that is
 * killed in the middle. {@code -Dcarillon.owed=N} for another number: CI takes a million.
 */
class DeletedTopicIT {
    private static final int OWED = Integer.getInteger("carillon.owed", 200_000);
    private static final String HEAP = "96m";

    @TempDir Path data;

    @Test
    void all_that_is_owed_becomes_dead_letters_across_a_kill_while_others_are_sent()
            throws Exception {
        try (var first = ChildJvm.start(Life.class, HEAP, data.toString(), "" + OWED)) {
            assertThat(first.await("owed")).isEqualTo(OWED);
            while (first.await("owing") > OWED * 2L / 3) {
                assertThat(first.await("delivered")).isPositive();
            }
            first.kill();
        }
        try (var second = ChildJvm.start(Life.class, HEAP, data.toString(), "0")) {
            assertThat(second.await("owing")).as("it goes on").isBetween(1L, OWED * 2L / 3);
            assertThat(second.await("delivered")).as("others meanwhile").isPositive();
            assertThat(second.await("letters")).isEqualTo(OWED);
            assertThat(second.await("others")).as("of other topics still owed").isZero();
            assertThat(second.await("faults")).isZero();
            assertThat(second.end()).isZero();
        }
    }

    /** The process: fills the queue if asked to, deletes the topic, and prints what it sees. */
    static final class Life {
        private static final int RULES = 100;
        private static final int PAGE = 1_000;
        private static final int OWED_BETWEEN = 10_000;
        private static final Duration PATIENCE = Duration.ofSeconds(20);
        private static final Duration LOOK_EVERY = Duration.ofMillis(10);

        private static final String DOOMED = "doomed";

        private static final String OTHER = "other";

        private final DiskWorld world;
        private final Listening other;
        private int delivered;

        private Life(DiskWorld world, Listening other) {
            this.world = world;
            this.other = other;
        }

        public static void main(String[] args) throws Exception {
            int owed = Integer.parseInt(args[1]);
            var other = new Listening();
            Map<String, Endpoint> ends = Map.of(DOOMED, new Dead(), OTHER, other);
            try (var world = new DiskWorld(Path.of(args[0]), ends)) {
                new Life(world, other).live(owed);
            }
        }

        private void live(int owed) throws InterruptedException {
            if (owed > 0) {
                var doomed = world.topic(DOOMED, RULES, Map.of());
                world.topic(OTHER, 1, Map.of());
                DiskWorld.many(owed / RULES, number -> world.change(DOOMED + number));
                ChildJvm.say("owed", world.owing(Announcement.lane(doomed)));
                world.remove(doomed);
            }
            LaneId lane = world.lanes().getFirst();
            for (long left = world.owing(lane); left > 0; left = world.owing(lane)) {
                ChildJvm.say("owing", left);
                sendAnother();
                ChildJvm.say("delivered", delivered);
                awaitOwing(lane, Math.max(0, left - OWED_BETWEEN));
            }
            for (LaneId each : world.lanes()) {
                awaitOwing(each, 0);
            }
            report(lane);
        }

        private void awaitOwing(LaneId lane, long atMost) {
            await().pollInterval(LOOK_EVERY)
                    .atMost(PATIENCE)
                    .until(() -> world.owing(lane) <= atMost);
        }

        private void sendAnother() throws InterruptedException {
            world.change(OTHER + delivered);
            if (other.heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS) == null) {
                throw new IllegalStateException("others wait for more than " + PATIENCE);
            }
            delivered++;
        }

        private void report(LaneId lane) {
            ChildJvm.say("letters", deadOfDeletion(lane));
            Audit.Report audit = world.audit();
            ChildJvm.say("others", audit.owed());
            ChildJvm.say("faults", audit.findings().count());
        }

        /**
         * Returns the number of dead letters that the audit counts if the topic's deletion is the
         * reason of the first and the last of them.
         */
        private long deadOfDeletion(LaneId lane) {
            long count = world.letters().count(lane);
            var some = new ArrayList<DeadLetter>(world.letters().of(lane, 0, PAGE));
            some.addAll(world.letters().of(lane, count - PAGE, PAGE));
            return some.stream()
                            .allMatch(deadLetter -> deadLetter.reason() == DeadReason.TOPIC_DELETED)
                    ? count
                    : -1;
        }
    }

    /** An endpoint that is down. */
    private static final class Dead implements Endpoint {
        @Override
        public AttemptResult send(Message message, Duration limit) {
            return new AttemptResult.Unreachable("down");
        }

        @Override
        public void close() {}
    }

    /** An endpoint that accepts everything. */
    private static final class Listening implements Endpoint {
        private final LinkedBlockingQueue<Message> heard = new LinkedBlockingQueue<>();

        @Override
        public AttemptResult send(Message message, Duration limit) {
            heard.add(message);
            return new AttemptResult.Accepted(200);
        }

        @Override
        public void close() {}
    }
}
