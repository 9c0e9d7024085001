package dev.carillon.simulation;

import java.util.Set;
import java.util.SplittableRandom;

/** The events in the world of one seed, from its start until it comes to rest. */
final class Scenario {
    private static final int STEPS = 2_000;

    private final long seed;

    Scenario(long seed) {
        this.seed = seed;
    }

    /**
     * The result of a scenario.
     *
     * @param trace everything that was seen, as one number
     * @param promises the number of deliveries that were owed
     */
    record Ending(long trace, int promises, Set<Coverage> sights) {}

    /** Runs the scenario; throws at the first broken promise. */
    Ending run() {
        var world = new SimulatedWorld(seed);
        var random = new SplittableRandom(~seed);
        for (int i = 0; i < STEPS; i++) {
            world.turnKey();
            happen(world, random);
        }
        world.calm();
        world.heal();
        world.rest();
        world.loseTheEnd();
        Witness witness = world.witness();
        int ofBroker = new BrokerScenario(seed).run();
        int ofReceiver = new ReceptionScenario(seed).run();
        int promises = witness.promises() + ofBroker + ofReceiver;
        return new Ending(witness.trace(), promises, witness.sights());
    }

    private static void happen(SimulatedWorld world, SplittableRandom random) {
        switch (random.nextInt(1_000)) {
            case 0, 1 -> world.crash();
            case 2 -> world.stop();
            case 3, 4, 5, 6, 7, 8, 9 -> world.turnSomething();
            case 10, 11, 12 -> world.meddle();
            case 13 -> world.setClock();
            case 14, 15, 16 -> world.cutLog();
            case 17, 18, 19 -> world.mindLetters();
            case 20, 21 -> world.replayRange();
            case 22 -> {
                if (!world.flipBit()) {
                    usual(world, random);
                }
            }
            default -> usual(world, random);
        }
    }

    private static void usual(SimulatedWorld world, SplittableRandom random) {
        if (random.nextInt(10) == 0) {
            world.change();
        } else {
            world.step();
        }
    }
}
