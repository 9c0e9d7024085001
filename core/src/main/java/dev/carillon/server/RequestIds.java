package dev.carillon.server;

import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Makes request ids: 16 upper-case hex digits, never the same twice in one run, and any two easy to
 * tell apart. Thread-safe.
 */
final class RequestIds implements Supplier<String> {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final AtomicLong next;

    /** Starts at a given place; a random one makes it unlikely that two runs share ids. */
    RequestIds(long start) {
        next = new AtomicLong(start);
    }

    @Override
    public String get() {
        return HEX.toHexDigits(scattered(next.getAndIncrement()));
    }

    /**
     * Returns the result of a bijection on 64 bits (the finalizer of MurmurHash3), which scatters
     * neighbouring numbers.
     */
    private static long scattered(long number) {
        long mixed = (number ^ (number >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
