package dev.carillon.server;

import com.sun.management.OperatingSystemMXBean;

import dev.carillon.rule.RefusedException;
import dev.carillon.rule.Units;

import java.lang.management.ManagementFactory;
import java.util.OptionalLong;

/**
 * The memory of a machine, or of the container that the server runs in, from which the store's
 * native memory is taken.
 *
 * @param machineBytes all there is
 * @param heapBytes what Java's heap may grow to
 */
record NativeMemory(long machineBytes, long heapBytes) {
    private static final long MIB = 1 << 20;

    /** Below this the indexes of a large store do not fit. */
    private static final long LEAST_BYTES = 64 * MIB;

    private static final long MOST_BY_DEFAULT_BYTES = 1_024 * MIB;
    private static final int SHARE = 4;

    /** Reads what this machine has; the limit of a container counts as its machine's memory. */
    static NativeMemory here() {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new NativeMemory(system.getTotalMemorySize(), Runtime.getRuntime().maxMemory());
    }

    /**
     * Reads the setting.
     *
     * @param text a size; empty = not set
     * @throws RefusedException if it is no size, too little, or more than there is
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
     * Returns the memory that the store takes when nothing is set: a quarter of what the heap
     * leaves, 64 MiB to 1 GiB.
     */
    long defaultBytes() {
        return Math.clamp(free() / SHARE, LEAST_BYTES, MOST_BY_DEFAULT_BYTES);
    }

    private long free() {
        return Math.max(0, machineBytes - heapBytes);
    }
}
