package dev.carillon.store;

import dev.carillon.event.EventType;
import dev.carillon.event.Origin;
import dev.carillon.event.Tag;
import dev.carillon.notifier.Notifier;
import dev.carillon.state.State;
import dev.carillon.testkit.PowerCutDisk;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A store on a disk whose power can be cut, with a clock that is moved by hand. */
final class StoreWorld {
    static final Origin ORIGIN = new Origin("root", "127.0.0.1", "request-1", "host-1");

    final TreeState state = new TreeState();
    Instant now = Instant.parse("2026-01-02T03:04:05.678901Z");
    final PowerCutDisk disk = new PowerCutDisk(() -> now);
    private final Random random = new Random(42);
    Extents extents = newExtents();
    Store store = newStore(state);
    private boolean tellsDeletesOfNothing;

    /** A world with one bucket, {@code b}. */
    static StoreWorld withBucket() {
        var world = new StoreWorld();
        world.store.buckets().create("bbb", "root");
        return world;
    }

    StoreWorld tellingDeletesOfNothing() {
        tellsDeletesOfNothing = true;
        store = newStore(state);
        return this;
    }

    /** The store as it is when something comes between its reads and its commits. */
    Store newStore(State state) {
        var settings = new StoreSettings(() -> now, tellsDeletesOfNothing);
        return new Store(state, new Notifier(), extents, settings);
    }

    /** A new run of the server over what is on the disk and in the state. */
    void restart() {
        extents = newExtents();
        store = newStore(state);
    }

    void pass(Duration time) {
        now = now.plus(time);
    }

    Outcome<StoredObject> put(String key, byte[] data) {
        return put(upload(key), data);
    }

    Outcome<StoredObject> put(String key, String data) {
        return put(key, data.getBytes(StandardCharsets.UTF_8));
    }

    Outcome<StoredObject> put(Upload upload, byte[] data) {
        try {
            return store.objects().put(upload, body(new ByteArrayInputStream(data)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Upload upload(String key) {
        return upload(key, new Precondition.None());
    }

    Upload upload(String key, Precondition precondition) {
        var attributes =
                new Attributes(
                        Map.of("content-type", "text/plain"),
                        Map.of("colour", "red"),
                        List.of(new Tag("t", "1"), new Tag("t", "2")));
        return new Upload(
                "bbb",
                key,
                EventType.CREATED_PUT,
                attributes,
                precondition,
                Optional.empty(),
                ORIGIN);
    }

    static Body body(InputStream stream) {
        return new Body() {
            @Override
            public InputStream stream() {
                return stream;
            }

            @Override
            public List<Checksum> checksums() {
                return List.of(new Checksum("CRC32C", "AAAAAA=="));
            }
        };
    }

    Outcome<Optional<StoredObject>> delete(String key) {
        return store.objects().delete(new Removal("bbb", key, new Precondition.None(), ORIGIN));
    }

    byte[] read(String key) {
        return switch (store.reads().open("bbb", key)) {
            case Outcome.Done<ObjectData>(ObjectData data) -> all(data);
            case Outcome.Refused<ObjectData>(Refusal why) -> throw new AssertionError(why);
        };
    }

    static byte[] all(ObjectData data) {
        var out = new ByteArrayOutputStream();
        try (data) {
            data.writeTo(out, 0, data.object().size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Bytes too many to be kept inline. */
    byte[] large() {
        byte[] data = new byte[Intake.MAX_INLINE_BYTES * 3 + 7];
        random.nextBytes(data);
        return data;
    }

    private Extents newExtents() {
        return Extents.open(disk, Path.of("/data/extents"), random);
    }
}
