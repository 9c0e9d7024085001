package dev.carillon.benchmarks;

import dev.carillon.event.EventType;
import dev.carillon.event.Origin;
import dev.carillon.store.Attributes;
import dev.carillon.store.Body;
import dev.carillon.store.KeptChecksum;
import dev.carillon.store.NewObject;
import dev.carillon.store.Outcome;
import dev.carillon.store.Precondition;
import dev.carillon.store.Store;
import dev.carillon.store.StoredObject;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * Small objects with realistic names, stored without HTTP. Consecutive numbers have names far apart
 * in order, so every sorted file holds some of each.
 */
record StoredObjects(Store store, String bucket) {
    /** The size of each object in bytes: small enough to be kept inline. */
    static final int BYTES = 512;

    private static final long SCATTER = 0x9E37_79B9_7F4A_7C15L;
    private static final Origin ORIGIN = new Origin("root", "127.0.0.1", "request", "host");

    /** Returns the name of an object. */
    static String name(long number) {
        long scattered = number * SCATTER;
        return "customers/%05d/2026/%02d/invoice-%016x.pdf"
                .formatted(
                        Long.remainderUnsigned(scattered >>> 17, 20_000),
                        1 + Long.remainderUnsigned(scattered >>> 7, 12),
                        scattered);
    }

    /** Stores the objects with the numbers below {@code many}. */
    void fill(long many) throws InterruptedException {
        Journey.each(many, Journey.CALLERS, this::put);
    }

    void put(long number) {
        var attributes =
                new Attributes(Map.of("content-type", "application/pdf"), Map.of(), List.of());
        var wanted =
                new NewObject(
                        bucket,
                        name(number),
                        EventType.CREATED_PUT,
                        attributes,
                        new Precondition.None(),
                        ORIGIN);
        try {
            if (store.objects().put(wanted, new Data(number))
                    instanceof Outcome.Refused<StoredObject>(var why)) {
                throw new IllegalStateException("" + why);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes that cannot be compressed. */
    private record Data(long number) implements Body {
        @Override
        public InputStream stream() {
            var bytes = new byte[BYTES];
            new SplittableRandom(number).nextBytes(bytes);
            return new ByteArrayInputStream(bytes);
        }

        @Override
        public OptionalLong length() {
            return OptionalLong.of(BYTES);
        }

        @Override
        public String etag() {
            return "%032x".formatted(number);
        }

        @Override
        public List<KeptChecksum> checksums() {
            return List.of();
        }
    }
}
