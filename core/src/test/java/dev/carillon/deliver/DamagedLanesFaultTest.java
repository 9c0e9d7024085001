package dev.carillon.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.LaneId;
import dev.carillon.endpoint.Endpoint;
import dev.carillon.format.Message;
import dev.carillon.format.Signer;
import dev.carillon.journal.Books;
import dev.carillon.journal.Journal;
import dev.carillon.journal.Ledger;
import dev.carillon.journal.Recorded.Asked;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.state.Commit;
import dev.carillon.state.Key;
import dev.carillon.state.KeyRange;
import dev.carillon.state.Template;
import dev.carillon.stats.Stats;
import dev.carillon.testkit.DamagedState;
import dev.carillon.testkit.MemoryState;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Real lanes over a store of which random ranges cannot be read, from the start or from some moment
 * on: no lane stalls, no readable delivery is lost, and lost ones are counted.
 */
class DamagedLanesFaultTest {
    private static final LaneId DAMAGED = new LaneId(7);
    private static final LaneId OTHER = new LaneId(8);
    private static final int EVENTS = 80;
    private static final int HALF = EVENTS / 2;
    private static final Asked ONE = new Asked(DAMAGED, "rule");
    private static final Asked TWO = new Asked(OTHER, "rule");

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000, 2_000})
    void what_can_be_read_is_delivered_and_the_rest_is_counted(long first) {
        for (long seed = first; seed < first + 20; seed++) {
            new World(seed).run();
        }
    }

    private static final class World {
        private final long seed;
        private final SplittableRandom random;
        private final DamagedState state = new DamagedState(MemoryState.create());
        private final Journal journal = new Journal(state);
        private final ManualTasks tasks = new ManualTasks();
        private final Stats stats = new Stats();
        private final Map<LaneId, Set<Long>> delivered =
                Map.of(DAMAGED, new HashSet<>(), OTHER, new HashSet<>());
        private final Map<LaneId, Set<Long>> excused =
                Map.of(DAMAGED, new HashSet<>(), OTHER, new HashSet<>());
        private final int keys;

        private World(long seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            this.keys = 1 + random.nextInt(6);
        }

        private void run() {
            for (int i = 0; i < EVENTS; i++) {
                owe("key-" + i % keys);
            }
            boolean late = random.nextBoolean();
            if (!late) {
                damage();
            }
            deliverer().start();
            if (late) {
                tasks.pass(Duration.ofMillis(random.nextInt(3_000)));
                damage();
            }
            for (int i = 0; i < 300; i++) {
                tasks.pass(Duration.ofMinutes(1));
            }
            check(DAMAGED);
            check(OTHER);
            long lost = books(DAMAGED).dead() + books(OTHER).dead();
            assertThat(metrics()).as("seed %d", seed).contains("pubsub_event_lost_total " + lost);
        }

        private void check(LaneId lane) {
            Books books = books(lane);
            assertThat(books.done() + books.dead())
                    .as("seed %d: %s", seed, books)
                    .isEqualTo(EVENTS);
            assertThat(delivered(lane).size() + books.dead())
                    .as("seed %d: delivered and lost", seed)
                    .isGreaterThanOrEqualTo(EVENTS);
            for (long number = 1; number <= EVENTS; number++) {
                assertThat(delivered(lane).contains(number) || excused(lane).contains(number))
                        .as("seed %d: %d of lane %s is delivered", seed, number, lane)
                        .isTrue();
            }
        }

        private Set<Long> delivered(LaneId lane) {
            return delivered.getOrDefault(lane, Set.of());
        }

        private Set<Long> excused(LaneId lane) {
            return excused.getOrDefault(lane, Set.of());
        }

        private Books books(LaneId lane) {
            return journal.books(lane);
        }

        private void damage() {
            long from = 1L + random.nextInt(HALF);
            long to = from + 1 + random.nextInt(HALF - (int) from + 1);
            state.damage(new KeyRange(place('d', from), place('d', to)));
            excuse(DAMAGED, from, to);
            if (random.nextInt(3) == 0) {
                // nothing of these can be read at all
                state.damage(new KeyRange(event(from), event(to)));
                excuse(OTHER, from, to);
            }
            if (random.nextBoolean()) {
                long after = HALF + 1L + random.nextInt(HALF);
                long end = after + 1 + random.nextInt(EVENTS - (int) after + 1);
                state.damage(new KeyRange(event(after), event(end)));
                excuse(DAMAGED, after, end);
                excuse(OTHER, after, end);
            } else {
                String key = "b/key-" + random.nextInt(keys);
                state.damage(KeyRange.of(parked(key)));
                for (long number = 1; number <= EVENTS; number++) {
                    if (key.equals("b/key-" + (number - 1) % keys)) {
                        excuse(DAMAGED, number, number + 1);
                    }
                }
            }
        }

        private static Key parked(String orderKey) {
            return Template.builder().u8('p').i64(DAMAGED.code()).sortedText(orderKey).key();
        }

        private static Key place(char table, long number) {
            return Template.builder().u8(table).i64(DAMAGED.code()).i64(number).key();
        }

        private static Key event(long stamp) {
            return Template.builder().u8('e').i64(stamp).key();
        }

        private void excuse(LaneId lane, long from, long to) {
            for (long number = from; number < to; number++) {
                excused(lane).add(number);
            }
        }

        /** Records an event whose stamp is also its number in both lanes. */
        private void owe(String key) {
            var commit = new Commit();
            journal.record(commit, Lanes.owed(1, key).event().change(), 0, List.of(ONE, TWO));
            state.commit(commit);
        }

        private Deliverer deliverer() {
            var limits =
                    new LaneLimits(
                            2 + random.nextInt(10), 1 + random.nextInt(6), 1 + random.nextInt(4));
            var world = new Deliverer.World(tasks, tasks, random.split(), limits, 1_000);
            return new Deliverer(journal, new Ledger(state, journal), this::target, world, stats);
        }

        private Optional<Destination> target(LaneId lane) {
            return Optional.of(
                    new Destination(
                            "topic",
                            Optional.of(new Flaky(random.split(), delivered(lane))),
                            (event, _, _) ->
                                    new Message(
                                            "text/plain",
                                            Map.of(
                                                    "stamp",
                                                    Long.toString(event.sequencer().stamp())),
                                            new byte[0]),
                            Signer.NONE,
                            "",
                            DeliveryPolicy.defaults()));
        }

        private String metrics() {
            var out = new ByteArrayOutputStream();
            try {
                stats.write(out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return out.toString(StandardCharsets.UTF_8);
        }
    }

    /** Refuses now and then, and stores what it accepted. */
    private record Flaky(SplittableRandom random, Set<Long> accepted) implements Endpoint {
        @Override
        public AttemptResult send(Message message, Duration limit) {
            if (random.nextInt(4) == 0) {
                return new AttemptResult.Refused(500, "not now", Optional.empty());
            }
            accepted.add(Long.parseLong(message.headers().getOrDefault("stamp", "0")));
            return new AttemptResult.Accepted(200);
        }

        @Override
        public void close() {}
    }
}
