package dev.carillon.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.EnumSet;

/**
 * Runs the real engine in worlds with seeded faults, and checks every promise at each attempt. A
 * failing seed can be reproduced: {@code -Dcarillon.seed=N} runs that one alone, {@code
 * -Dcarillon.seeds=N} those below N, from {@code -Dcarillon.first} on.
 */
class DeliverySimulationTest {
    private static final int SEEDS = 60;

    /** The situations that only {@value #MANY} seeds or more are sure to cover, as those in CI. */
    private static final EnumSet<Coverage> RARE =
            EnumSet.of(Coverage.REFUSED_LETTERS, Coverage.FENCED);

    private static final int MANY = 300;

    /** The smallest average number of deliveries per seed. */
    private static final long FEWEST_PROMISES = 200;

    @Test
    void every_promise_is_kept_and_everything_was_tried() {
        Long only = Long.getLong("carillon.seed");
        if (only != null) {
            new Scenario(only).run();
            return;
        }
        int seeds = Integer.getInteger("carillon.seeds", SEEDS);
        int first = Integer.getInteger("carillon.first", 0);
        Simulate simulate = Simulate.run(first, seeds);
        simulate.failure()
                .ifPresent(failure -> {
                    throw new AssertionError(failure.toString(), failure.why());
                });
        assertThat(simulate.promises()).isGreaterThan(FEWEST_PROMISES * (seeds - first));
        assertThat(simulate.sights()).containsAll(EnumSet.complementOf(RARE));
        if (seeds - first >= MANY) {
            assertThat(simulate.sights()).containsAll(RARE);
        }
    }

    @Test
    void the_same_seed_gives_the_same_run() {
        var once = Simulate.run(0, 20).endings();
        assertThat(once).hasSize(20).isEqualTo(Simulate.run(0, 20).endings());
    }
}
