package dev.carillon.server;

import com.sun.management.UnixOperatingSystemMXBean;

import java.lang.management.ManagementFactory;

/**
 * The means of this process that connections use up, as read when it started.
 *
 * @param descriptors how many files and connections may be open at once (RLIMIT_NOFILE)
 * @param heapBytes the heap's greatest size
 */
record Capacity(long descriptors, long heapBytes) {
    /** Kept for the database (512 files at most), libraries, logs and deliveries. */
    private static final long RESERVED_DESCRIPTORS = 1_024;

    /** A connection and the file of the large object that goes through it. */
    private static final long DESCRIPTORS_EACH = 2;

    private static final int HEAP_SHARE = 4;

    /**
     * The memory that a connection holds at worst before its request is authenticated, in bytes.
     */
    private static final long HEAP_EACH = 48 * 1024;

    private static final int LEAST = 16;

    /** Asks the operating system; one that cannot tell has no limit. */
    static Capacity read() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        long descriptors =
                system instanceof UnixOperatingSystemMXBean unix
                        ? unix.getMaxFileDescriptorCount()
                        : Integer.MAX_VALUE;
        return new Capacity(descriptors, Runtime.getRuntime().maxMemory());
    }

    /**
     * Returns the number of connections that all ports together may hold, so that descriptors are
     * left over.
     */
    int connectionsByDescriptors() {
        long reserved = Math.min(RESERVED_DESCRIPTORS + descriptors / 20, descriptors / 2);
        return clamped((descriptors - reserved) / DESCRIPTORS_EACH);
    }

    /**
     * Does the same as {@link #connectionsByDescriptors}, and so that a quarter of the heap holds
     * them.
     */
    int connections() {
        return Math.min(connectionsByDescriptors(), clamped(heapBytes / HEAP_SHARE / HEAP_EACH));
    }

    private static int clamped(long count) {
        return Math.clamp(count, LEAST, Integer.MAX_VALUE);
    }
}
