package dev.carillon.testkit;

import dev.carillon.deliver.Tasks;
import dev.carillon.engine.DeliveryEngine;
import dev.carillon.engine.EngineRuntime;
import dev.carillon.engine.EngineSettings;
import dev.carillon.format.Dialects;
import dev.carillon.secrets.SealingKeys;
import dev.carillon.state.State;
import dev.carillon.stats.Stats;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes engines that keep topics, rules, events and what is owed, and never deliver anything. All
 * of a process seal secrets with the same key, so a state can be opened again.
 */
public final class IdleEngine {
    private static final SealingKeys KEYS = SealingKeys.drawn();

    private IdleEngine() {}

    /** Opens an engine that goes by the machine's clock; it need not be closed. */
    public static DeliveryEngine over(State state) {
        return over(state, InstantSource.system());
    }

    /** Opens an engine that goes by this clock; it need not be closed. */
    public static DeliveryEngine over(State state, InstantSource clock) {
        var settings = EngineSettings.defaults(Dialects.standard("default")).sealing(KEYS);
        var runtime =
                EngineRuntime.of(
                        new EngineRuntime.Clocks(clock, clock),
                        new NoTasks(),
                        new SplittableRandom(1),
                        List.of(),
                        new Stats());
        return DeliveryEngine.open(state, settings, runtime);
    }

    /** Tasks that are never run. */
    private record NoTasks() implements Tasks {
        @Override
        public void run(Runnable task) {}

        @Override
        public void runOnDisk(Runnable task) {}

        @Override
        public void runAt(Instant when, Runnable task) {}
    }
}
