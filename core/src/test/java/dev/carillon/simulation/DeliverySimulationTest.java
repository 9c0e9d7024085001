package dev.carillon.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * Runs the real journey in a world of seeded faults and checks after every attempt that no promise
 * is broken. A failing seed fails again: {@code -Dcarillon.seed=N} runs that one alone, {@code
 * -Dcarillon.seeds=N} so many.
 */
class DeliverySimulationTest {
    private static final int SEEDS = 100;
    private static final int STEPS = 1_500;
    private static final int TOO_MANY = 200_000;

    static LongStream seeds() {
        Long only = Long.getLong("carillon.seed");
        int many = Integer.getInteger("carillon.seeds", SEEDS);
        return only == null ? LongStream.range(0, many) : LongStream.of(only);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void every_promise_is_kept(long seed) {
        var world = new SimulatedWorld(seed);
        var random = new SplittableRandom(seed);
        for (int i = 0; i < STEPS; i++) {
            switch (random.nextInt(400)) {
                case 0 -> world.crash();
                case 1, 2, 3 -> world.turnSomething();
                case 4, 5, 6 -> world.changePolicy();
                default -> {
                    if (random.nextInt(5) == 0) {
                        world.change();
                    } else {
                        world.step();
                    }
                }
            }
        }
        world.heal();
        int steps = 0;
        while (world.step()) {
            if (++steps > TOO_MANY) {
                fail("it never comes to rest");
            }
        }
        assertThat(world.promises()).isGreaterThan(200);
        world.checkTheEnd();
    }
}
