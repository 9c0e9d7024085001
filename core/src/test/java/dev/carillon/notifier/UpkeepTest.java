package dev.carillon.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.engine.DeliveryEngine;
import dev.carillon.event.Bucket;
import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Origin;
import dev.carillon.event.Version;
import dev.carillon.journal.Retention;
import dev.carillon.state.Commit;
import dev.carillon.state.CommitResult;
import dev.carillon.state.ForwardingState;
import dev.carillon.state.State;
import dev.carillon.state.View;
import dev.carillon.testkit.IdleEngine;
import dev.carillon.testkit.MemoryState;
import dev.carillon.testkit.SettableClock;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The background jobs of the notifier, step by step. */
class UpkeepTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int MORE_THAN_A_STEP = 600;

    private final SettableClock clock = new SettableClock(START);
    private final MemoryState state = MemoryState.create();
    private final DeliveryEngine engine = IdleEngine.over(state, clock);
    private final Upkeep upkeep = upkeep(new Retention(state, engine.journal(), days(1), 1L << 30));

    @Test
    void the_log_is_cut_in_steps_with_short_pauses_and_then_every_minute() {
        for (int i = 0; i < MORE_THAN_A_STEP; i++) {
            change("key-" + i);
        }
        clock.advance(days(2));
        Duration pause = upkeep.cut();
        int steps = 0;
        while (pause.equals(Retention.PAUSE)) {
            pause = upkeep.cut();
            steps++;
        }
        assertThat(steps).isGreaterThan(1);
        assertThat(pause).isEqualTo(Duration.ofMinutes(1));
        assertThat(engine.log().read(0, 1)).isEmpty();
    }

    @Test
    void a_pass_that_fails_does_not_keep_the_next_one_from_beginning() {
        change("key");
        clock.advance(days(2));
        var failing = new FailingOnce(state);
        Upkeep other = upkeep(new Retention(failing, engine.journal(), days(1), 1L << 30));
        other.cut();
        failing.fails = true;
        assertThatThrownBy(other::cut).hasMessage("as ordered");
        while (other.cut().equals(Retention.PAUSE)) {
            // The next step.
        }
        assertThat(engine.log().read(0, 1)).isEmpty();
    }

    private Upkeep upkeep(Retention retention) {
        return new Upkeep(
                retention, engine.office(), engine.orphanTopics(), Optional.empty(), clock);
    }

    private void change(String key) {
        var facts = new ObjectFacts(key, 1, "etag", new Version.None(), Map.of(), List.of());
        var bucket = new Bucket("0000000000000001", "b", "owner");
        var origin = new Origin("me", "", "r", "h");
        var change = new Change(EventType.CREATED_PUT, clock.instant(), bucket, facts, origin);
        var commit = new Commit();
        Announcement announcement = engine.notifier().announce(commit, change);
        announcement.committed((CommitResult.Committed) state.commit(commit));
    }

    private static Duration days(int count) {
        return Duration.ofDays(count);
    }

    private static final class FailingOnce extends ForwardingState {
        private boolean fails;

        FailingOnce(State state) {
            super(state);
        }

        @Override
        public View bulkView() {
            if (fails) {
                fails = false;
                throw new IllegalStateException("as ordered");
            }
            return view();
        }
    }
}
