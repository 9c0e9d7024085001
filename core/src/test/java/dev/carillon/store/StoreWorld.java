package dev.carillon.store;

import dev.carillon.event.EventType;
import dev.carillon.event.Origin;
import dev.carillon.event.Tag;
import dev.carillon.state.Key;
import dev.carillon.state.State;
import dev.carillon.stats.Stats;
import dev.carillon.testkit.IdleEngine;
import dev.carillon.testkit.MemoryState;
import dev.carillon.testkit.PowerCutDisk;
import dev.carillon.testkit.SettableClock;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** A store on a disk whose power can be cut, with a clock that is moved by hand. */
final class StoreWorld {
    static final Origin ORIGIN = new Origin("root", "127.0.0.1", "request-1", "host-1");

    final MemoryState state = MemoryState.create();
    final SettableClock clock = new SettableClock(Instant.parse("2026-01-02T03:04:05.678901234Z"));
    final PowerCutDisk disk = new PowerCutDisk(clock);
    private final Random random = new Random(42);
    private boolean notifiesDeletesOfNothing;
    private long minPartBytes = Uploads.MIN_PART_BYTES;
    private MinFreeSpace minFreeSpace = new MinFreeSpace.Bytes(0);
    Extents extents = newExtents();
    Store store = newStore(state);

    /** Creates a world with one bucket, {@code bbb}. */
    static StoreWorld withBucket() {
        var world = new StoreWorld();
        world.store.buckets().create("bbb", "root");
        return world;
    }

    StoreWorld tellingDeletesOfNothing() {
        notifiesDeletesOfNothing = true;
        store = newStore(state);
        return this;
    }

    StoreWorld takingPartsOf(long bytes) {
        minPartBytes = bytes;
        store = newStore(state);
        return this;
    }

    /** Uses a guard that queries the disk whenever the clock has moved on. */
    StoreWorld keepingFree(MinFreeSpace least) {
        minFreeSpace = least;
        store = newStore(state);
        return this;
    }

    /** Sets the free space that the guard finds at its next query, which is now. */
    void free(long bytes) {
        disk.roomFor(bytes);
        clock.advance(SpaceGuard.PERIOD);
    }

    /** Sets whether the bucket keeps versions. */
    void keep(Versioning versioning) {
        var _ =
                ObjectsTest.done(
                        store.buckets()
                                .change(
                                        "bbb",
                                        OptionalLong.empty(),
                                        bucketInfo -> bucketInfo.with(versioning)));
    }

    /** Creates the store over a state that may interfere between its reads and its commits. */
    Store newStore(State state) {
        var settings = new StoreSettings(clock, notifiesDeletesOfNothing, minPartBytes, guard());
        return new Store(state, IdleEngine.over(state, clock).notifier(), extents, settings);
    }

    /** Starts a new run of the server over the same disk and state. */
    void restart() {
        extents = newExtents();
        store = newStore(state);
    }

    Outcome<StoredObject> put(String key, byte[] data) {
        return put(upload(key), data);
    }

    Outcome<StoredObject> put(String key, String data) {
        return put(key, data.getBytes(StandardCharsets.UTF_8));
    }

    Outcome<StoredObject> put(NewObject upload, byte[] data) {
        var length = OptionalLong.of(data.length);
        try {
            return store.objects()
                    .put(upload, body(new ByteArrayInputStream(data), etag(data), length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    NewObject upload(String key) {
        return upload(key, new Precondition.None());
    }

    NewObject upload(String key, Precondition precondition) {
        var attributes =
                new Attributes(
                        Map.of("content-type", "text/plain"),
                        Map.of("colour", "red"),
                        List.of(new Tag("t", "1"), new Tag("t", "2")));
        return new NewObject("bbb", key, EventType.CREATED_PUT, attributes, precondition, ORIGIN);
    }

    static Body body(InputStream stream) {
        return body(stream, "none", OptionalLong.empty());
    }

    /** Returns a body that announces its length. */
    static Body body(InputStream stream, long length) {
        return body(stream, "none", OptionalLong.of(length));
    }

    /** Returns a stand-in for the MD5, which the store takes from the body unchecked. */
    static String etag(byte[] data) {
        return String.format("%032x", Arrays.hashCode(data));
    }

    private static Body body(InputStream stream, String etag, OptionalLong length) {
        return new Body() {
            @Override
            public InputStream stream() {
                return stream;
            }

            @Override
            public OptionalLong length() {
                return length;
            }

            @Override
            public String etag() {
                return etag;
            }

            @Override
            public List<KeptChecksum> checksums() {
                return List.of(new KeptChecksum("CRC32C", "AAAAAA=="));
            }
        };
    }

    Outcome<Optional<StoredObject>> delete(String key) {
        return store.objects()
                .delete(new Removal("bbb", key, new Precondition.None(), ORIGIN))
                .map(Removed::version);
    }

    byte[] read(String key) {
        return switch (store.reads().open("bbb", key)) {
            case Outcome.Done<ObjectData>(ObjectData data) -> all(data);
            case Outcome.Refused<ObjectData>(Refusal why) -> throw new AssertionError(why);
        };
    }

    static byte[] all(ObjectData data) {
        try (InputStream all = data.stream(0, data.object().size())) {
            return all.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns data that is too large to be stored inline. */
    byte[] large() {
        byte[] data = new byte[Intake.MAX_INLINE_BYTES * 3 + 7];
        random.nextBytes(data);
        return data;
    }

    /** Returns the number of keys with a prefix. */
    long count(char prefix) {
        long count = 0;
        try (var view = state.view();
                var scan = view.scan(Key.of(new byte[] {(byte) prefix}))) {
            while (scan.next()) {
                count++;
            }
        }
        return count;
    }

    private SpaceGuard guard() {
        return new SpaceGuard(
                () -> disk.space(Path.of("/data")),
                minFreeSpace,
                new Stats(),
                () -> Duration.between(Instant.EPOCH, clock.instant()).toNanos());
    }

    private Extents newExtents() {
        return Extents.open(disk, Path.of("/data/extents"), random);
    }
}
