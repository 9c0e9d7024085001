package dev.carillon.server;

import com.sun.management.OperatingSystemMXBean;

import dev.carillon.rule.RefusedException;
import dev.carillon.rule.Units;

import java.lang.management.ManagementFactory;
import java.util.OptionalLong;

/**
 * The memory of a machine, or of the container in which the server runs; the store's native memory
 * is a part of it.
 *
 * @param machineBytes the whole memory
 * @param heapBytes the maximum size of Java's heap
 */
record NativeMemory(long machineBytes, long heapBytes) {
    private static final long MIB = 1 << 20;

    /** The smallest size: with less, the indexes of a large store do not fit. */
    private static final long LEAST_BYTES = 64 * MIB;

    private static final long MOST_BY_DEFAULT_BYTES = 1_024 * MIB;
    private static final int SHARE = 4;

    /** Reads the memory of this machine; in a container, its limit. */
    static NativeMemory here() {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new NativeMemory(system.getTotalMemorySize(), Runtime.getRuntime().maxMemory());
    }

    /**
     * Reads the setting.
     *
     * @param text a size; empty = not set
     * @throws RefusedException if it is no size, too small, or more than the machine has
     */
    OptionalLong parse(String text) {
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        long bytes = Units.bytes(text);
        if (bytes < LEAST_BYTES) {
            throw new RefusedException(
                    "%s is too little for the store: give at least %dMiB, and 256MiB or more for millions of objects"
                            .formatted(text, LEAST_BYTES / MIB));
        }
        if (bytes > Math.max(LEAST_BYTES, free())) {
            throw new RefusedException(
                    "%s is more than there is: of %dMiB, Java's heap may take %dMiB; give at most %dMiB, or less heap (CARILLON_JAVA_OPTS=-Xmx512m)"
                            .formatted(
                                    text,
                                    machineBytes / MIB,
                                    heapBytes / MIB,
                                    Math.max(LEAST_BYTES, free()) / MIB));
        }
        return OptionalLong.of(bytes);
    }

    /**
     * Returns the memory that the store takes if nothing is set: a quarter of what the heap leaves,
     * 64 MiB to 1 GiB.
     */
    long defaultBytes() {
        return Math.clamp(free() / SHARE, LEAST_BYTES, MOST_BY_DEFAULT_BYTES);
    }

    private long free() {
        return Math.max(0, machineBytes - heapBytes);
    }
}
