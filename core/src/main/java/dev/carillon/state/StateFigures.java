package dev.carillon.state;

/**
 * The work of the committer since the store was opened. Durability costs one sync a group, so
 * {@code syncs} is never smaller than {@code groups}.
 *
 * @param commits that happened
 * @param conflicts commits refused by a check
 * @param groups of commits written together
 * @param syncs of the write-ahead log, as the engine itself counts them
 * @param recoveries the number of times the engine was reopened after it could not open or extend a
 *     file
 * @param memoryBytes native memory in use for blocks and write buffers
 */
public record StateFigures(
        long commits, long conflicts, long groups, long syncs, long recoveries, long memoryBytes) {}
