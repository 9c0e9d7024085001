package dev.carillon.engine;

import dev.carillon.deliver.SteadyClock;
import dev.carillon.deliver.Targets;
import dev.carillon.deliver.Tasks;
import dev.carillon.deliver.ThreadTasks;
import dev.carillon.endpoint.EndpointProvider;
import dev.carillon.stats.Stats;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * The resources that a {@link DeliveryEngine} gets from its process: time, threads, randomness and
 * the network. Tests use others in their place.
 *
 * @param clocks the two clocks
 * @param tasks runs delayed tasks; the engine takes it over and closes it
 * @param random draws jitter; shared by all lanes, so it must be thread-safe
 * @param providers open the endpoints; the engine takes them over and closes them
 * @param stats gets the counters
 * @param sleep waits for a time while the state cannot write; called under a lock
 * @param destinations wraps the look-up of the destinations of lanes, so that tests can observe it
 */
public record EngineRuntime(
        Clocks clocks,
        Tasks tasks,
        RandomGenerator random,
        List<EndpointProvider> providers,
        Stats stats,
        Consumer<Duration> sleep,
        UnaryOperator<Targets> destinations) {
    public EngineRuntime {
        providers = List.copyOf(providers);
    }

    /**
     * The two clocks.
     *
     * @param wall the machine's clock, which dates events and by which stored data ages
     * @param steady a clock that never goes back, by which deliveries wait and age
     */
    public record Clocks(InstantSource wall, InstantSource steady) {
        /** Returns the machine's clock, and a clock that follows it but never goes back. */
        public static Clocks system() {
            return new Clocks(InstantSource.system(), SteadyClock.system());
        }
    }

    /** Creates the resources of an ordinary process: its clock, and threads for the tasks. */
    public static EngineRuntime system(List<EndpointProvider> providers, Stats stats) {
        var clocks = Clocks.system();
        var tasks = new ThreadTasks(clocks.steady());
        return of(clocks, tasks, new SecureRandom(), providers, stats);
    }

    /** Creates a runtime from these parts, with real sleeping and no wrapper. */
    public static EngineRuntime of(
            Clocks clocks,
            Tasks tasks,
            RandomGenerator random,
            List<EndpointProvider> providers,
            Stats stats) {
        return new EngineRuntime(
                clocks,
                tasks,
                random,
                providers,
                stats,
                time -> LockSupport.parkNanos(time.toNanos()),
                UnaryOperator.identity());
    }
}
