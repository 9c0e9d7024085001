package dev.carillon.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.LaneId;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Message;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An endpoint refuses one object's event, and many later events of that object wait behind it, in a
 * process with little memory. {@code -Dcarillon.poisoned=N} for another number: CI takes a hundred
 * thousand.
 */
class PoisonKeyIT {
    private static final int POISONED = Integer.getInteger("carillon.poisoned", 30_000);
    private static final int OTHERS = POISONED / 5;

    @TempDir Path data;

    @Test
    void other_keys_are_sent_meanwhile_and_the_refused_key_in_order_after_it_is_accepted()
            throws Exception {
        try (var child = ChildJvm.start(Life.class, "64m", data.toString(), "" + POISONED)) {
            assertThat(child.await("others")).as("sent while it is refused").isEqualTo(OTHERS);
            assertThat(child.await("owing")).as("all of the one, nothing else").isEqualTo(POISONED);
            assertThat(child.await("refused")).as("attempts meanwhile").isBetween(1L, 1_000L);
            assertThat(child.await("poisoned")).as("sent in order").isEqualTo(POISONED);
            assertThat(child.await("letters")).isZero();
            assertThat(child.await("faults")).isZero();
            assertThat(child.end()).isZero();
        }
    }

    /**
     * The process: makes the changes, and heals the endpoint after the other events were delivered.
     */
    static final class Life {
        private static final Duration PATIENCE = Duration.ofSeconds(60);
        private static final Map<String, String> FOR_EVER =
                Map.of("final-statuses", "none", "retry", "fixed(1s)");

        public static void main(String[] args) throws Exception {
            int poisoned = Integer.parseInt(args[1]);
            int others = poisoned / 5;
            var end = new Choosy();
            try (var world = new DiskWorld(Path.of(args[0]), Map.of("topic", end))) {
                LaneId lane = Announcement.lane(world.topic("topic", 1, FOR_EVER));
                DiskWorld.many(
                        poisoned + others,
                        number ->
                                world.change(number % 6 == 5 ? "topic-" + number : Choosy.POISON));
                await().atMost(PATIENCE).until(() -> end.others.get() == others);
                ChildJvm.say("others", end.others.get());
                await().atMost(PATIENCE).until(() -> world.owing(lane) == poisoned);
                ChildJvm.say("owing", world.owing(lane));
                ChildJvm.say("refused", end.refused.get());
                end.healed = true;
                await().atMost(PATIENCE).until(() -> world.owing(lane) == 0);
                ChildJvm.say("poisoned", end.taken);
                var audit = world.audit();
                ChildJvm.say("letters", audit.letters());
                ChildJvm.say("faults", audit.findings().count());
            }
        }
    }

    /** Refuses one key until it is healed, and checks that its events arrive in order. */
    private static final class Choosy implements Endpoint {
        private static final String POISON = "topic-poison";
        private static final AttemptResult OK = new AttemptResult.Accepted(200);
        private static final AttemptResult NO =
                new AttemptResult.Refused(400, "", Optional.empty());

        private final AtomicInteger others = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();
        private volatile boolean healed;
        private volatile int taken;
        private volatile long last;

        @Override
        public AttemptResult send(Message message, Duration limit) {
            SeenAttempt it = SeenAttempt.read(message, Instant.EPOCH);
            if (!it.key().equals(POISON)) {
                others.incrementAndGet();
                return OK;
            }
            return poison(it);
        }

        /** Handles the attempts of the refused key, one at a time. */
        private synchronized AttemptResult poison(SeenAttempt it) {
            if (!healed) {
                refused.incrementAndGet();
                return NO;
            }
            if (it.number() > last) {
                last = it.number();
                taken++;
            }
            return OK;
        }

        @Override
        public void close() {}
    }
}
