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
 * Means that a {@link DeliveryEngine} gets from its process: time, threads, chance and the network.
 * Tests put others in their place.
 *
 * @param clocks the two clocks
 * @param tasks runs what waits; the engine takes it over and closes it
 * @param random draws jitter; shared by all lanes, so it must be safe for many threads
 * @param providers open the endpoints; the engine takes them over and closes them
 * @param stats gets the counters
 * @param sleep lets this time pass while the state cannot write; called under a lock
 * @param destinations wraps the look-up of where lanes lead, so that tests can watch it
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
     * Two readings of the time.
     *
     * @param wall the machine's clock: events are dated by it, and what is kept has its age by it
     * @param steady a clock that never goes back: deliveries wait and age by it
     */
    public record Clocks(InstantSource wall, InstantSource steady) {
        /** Returns the machine's clock, and one that follows it but never goes back. */
        public static Clocks system() {
            return new Clocks(InstantSource.system(), SteadyClock.system());
        }
    }

    /** Makes the means of an ordinary process: its clock, and threads for the tasks. */
    public static EngineRuntime system(List<EndpointProvider> providers, Stats stats) {
        var clocks = Clocks.system();
        var tasks = new ThreadTasks(clocks.steady());
        return of(clocks, tasks, new SecureRandom(), providers, stats);
    }

    /** Makes means of these parts; sleeps in truth, and wraps nothing. */
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
