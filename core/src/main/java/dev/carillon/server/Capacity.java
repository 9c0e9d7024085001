package dev.carillon.server;

import com.sun.management.UnixOperatingSystemMXBean;

import java.lang.management.ManagementFactory;

/**
 * The resources of this process that connections use up, as read when it started.
 *
 * @param descriptors the number of files and connections that may be open at once (RLIMIT_NOFILE)
 * @param heapBytes the maximum heap size
 */
record Capacity(long descriptors, long heapBytes) {
    /** The number kept for the database (512 files at most), libraries, logs and deliveries. */
    private static final long RESERVED_DESCRIPTORS = 1_024;

    /** A connection, and the file of the large object that is sent over it. */
    private static final long DESCRIPTORS_EACH = 2;

    private static final int HEAP_SHARE = 4;

    /**
     * The memory that a connection holds at worst before its request is authenticated, in bytes.
     */
    private static final long HEAP_EACH = 48 * 1024;

    private static final int LEAST = 16;

    /** Reads the limits from the operating system; one that does not report a limit has none. */
    static Capacity read() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        long descriptors =
                system instanceof UnixOperatingSystemMXBean unix
                        ? unix.getMaxFileDescriptorCount()
                        : Integer.MAX_VALUE;
        return new Capacity(descriptors, Runtime.getRuntime().maxMemory());
    }

    /**
     * Returns the number of connections that all ports together may hold so that enough descriptors
     * remain.
     */
    int connectionsByDescriptors() {
        long reserved = Math.min(RESERVED_DESCRIPTORS + descriptors / 20, descriptors / 2);
        return clamped((descriptors - reserved) / DESCRIPTORS_EACH);
    }

    /**
     * Returns the number of connections that all ports together may hold so that enough descriptors
     * remain and a quarter of the heap is enough for them.
     */
    int connections() {
        return Math.min(connectionsByDescriptors(), clamped(heapBytes / HEAP_SHARE / HEAP_EACH));
    }

    private static int clamped(long count) {
        return Math.clamp(count, LEAST, Integer.MAX_VALUE);
    }
}
