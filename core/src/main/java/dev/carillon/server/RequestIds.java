package dev.carillon.server;

import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Makes the ids requests are answered with: 16 upper-case hex digits, none twice in one run, and no
 * two alike at a glance. Thread-safe.
 */
final class RequestIds implements Supplier<String> {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final AtomicLong next;

    /** Starts at a random place, so that two runs seldom meet. */
    RequestIds(long start) {
        next = new AtomicLong(start);
    }

    @Override
    public String get() {
        return HEX.toHexDigits(scattered(next.getAndIncrement()));
    }

    /** A bijection on 64 bits (the finalizer of MurmurHash3): neighbours end up far apart. */
    private static long scattered(long number) {
        long mixed = (number ^ (number >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
