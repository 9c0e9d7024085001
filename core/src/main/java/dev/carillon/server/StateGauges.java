package dev.carillon.server;

import dev.carillon.state.RocksState;
import dev.carillon.state.StateDamage;
import dev.carillon.state.StateFigures;
import dev.carillon.stats.Stats;

import java.util.function.ToLongFunction;

/** Gauges of the figures that the state counts itself. */
final class StateGauges {
    private StateGauges() {}

    static void register(Stats stats, RocksState state) {
        register(stats, state.damage());
        gauge(stats, state, "commits", "Commits since the start.", StateFigures::commits);
        gauge(
                stats,
                state,
                "conflicts",
                "Commits refused by a check since the start: they were retried.",
                StateFigures::conflicts);
        gauge(
                stats,
                state,
                "commit_groups",
                "Groups of commits written together since the start.",
                StateFigures::groups);
        gauge(
                stats,
                state,
                "syncs",
                "Syncs of the log to disk since the start, as the engine counts them.",
                StateFigures::syncs);
        gauge(
                stats,
                state,
                "recoveries",
                "How often the database was opened again since the start, after it could not open"
                        + " or extend a file.",
                StateFigures::recoveries);
        gauge(
                stats,
                state,
                "memory_bytes",
                "Bytes of the memory setting in use, for cached blocks and write buffers.",
                StateFigures::memoryBytes);
    }

    /** Registers gauges of the parts of the state that cannot be read. */
    static void register(Stats stats, StateDamage damage) {
        stats.gauge(
                "carillon_state_unreadable_places",
                "Places of the database that could not be read since the start: must be 0.",
                damage::places);
        stats.gauge(
                "carillon_state_failed_reads",
                "Reads of the database since the start that met such a place.",
                damage::reads);
    }

    private static void gauge(
            Stats stats,
            RocksState state,
            String name,
            String help,
            ToLongFunction<StateFigures> figure) {
        stats.gauge("carillon_state_" + name, help, () -> figure.applyAsLong(state.figures()));
    }
}
