package dev.carillon.simulation;

import java.util.SplittableRandom;

/** The events in the broker of one seed, from its start until it comes to rest. */
final class BrokerScenario {
    private static final int STEPS = 700;

    private final long seed;

    BrokerScenario(long seed) {
        this.seed = seed;
    }

    /** Runs the scenario; throws at the first broken promise. Returns the deliveries owed. */
    int run() {
        var world = new BrokerWorld(seed);
        var random = new SplittableRandom(~seed);
        for (int i = 0; i < STEPS; i++) {
            happen(world, random);
        }
        world.rest();
        return world.promises();
    }

    private static void happen(BrokerWorld world, SplittableRandom random) {
        switch (random.nextInt(100)) {
            case 0 -> world.crash();
            case 1, 2 -> world.turnSomething();
            case 3, 4, 5 -> world.subscribe();
            case 6 -> world.unsubscribe();
            case 7 -> world.cutLog();
            case 8, 9, 10, 11, 12, 13, 14, 15 -> world.publish();
            default -> world.step();
        }
    }
}
