package dev.carillon.simulation;

import java.util.SplittableRandom;

/** The events in the receiver of one seed, from its start until it comes to rest. */
final class ReceptionScenario {
    private static final int STEPS = 600;

    private final long seed;

    ReceptionScenario(long seed) {
        this.seed = seed;
    }

    /** Runs the scenario; throws at the first broken promise. Returns the deliveries owed. */
    int run() {
        var world = new ReceptionWorld(seed);
        var random = new SplittableRandom(~seed);
        for (int i = 0; i < STEPS; i++) {
            happen(world, random);
        }
        world.rest();
        return world.promises();
    }

    private static void happen(ReceptionWorld world, SplittableRandom random) {
        switch (random.nextInt(200)) {
            case 0 -> world.crash();
            case 1 -> world.stop();
            case 2 -> world.retune();
            case 3 -> world.cutLog();
            case 18 -> world.sweep();
            case 4, 5, 6 -> world.turnScript();
            case 7, 8, 9, 10, 11, 12, 13, 14 -> world.receive();
            case 15, 16, 17 -> world.receiveAgain();
            default -> world.step();
        }
    }
}
