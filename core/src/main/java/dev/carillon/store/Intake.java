package dev.carillon.store;

import dev.carillon.state.DiskFullException;
import dev.carillon.state.NotCommittedException;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Receives data: small data in memory, larger data as a file. Thread-safe; each body takes {@value
 * #BUFFER_BYTES} bytes of memory, whatever its length.
 */
final class Intake {
    /** The largest size of data that is stored in the key-value store, in bytes. */
    static final int MAX_INLINE_BYTES = 16_384;

    private static final int BUFFER_BYTES = 131_072;

    private final Extents extents;
    private final SpaceGuard space;
    private final long limit;
    private final UploadSlots slots = new UploadSlots();

    /** Accepts at most {@code limit} bytes per body, while the disk has room. */
    Intake(Extents extents, SpaceGuard space, long limit) {
        this.extents = extents;
        this.space = space;
        this.limit = limit;
    }

    /**
     * Reads a body to its end. A file is durable when this returns and belongs to the caller, who
     * names it by a commit in {@link #keeping}. If there is no room for the announced length,
     * nothing is read. If room runs out while reading, the file is removed.
     *
     * @throws IOException as the body does; the file is removed
     */
    Outcome<Received> receive(Body body, String principal) throws IOException {
        return claiming(body, claim -> receive(body, principal, claim));
    }

    /**
     * Reads a body to its end into a file, whatever its size; otherwise as {@link #receive}.
     *
     * @throws IOException as the body does; the file is removed
     */
    Outcome<Extent> receiveFile(Body body, String principal) throws IOException {
        return claiming(body, claim -> file(new byte[0], body.stream(), principal, claim));
    }

    /**
     * Runs the change that names files, and removes the files if it certainly did not commit. If
     * the outcome of the commit is unknown, the exception is rethrown and the files stay: after a
     * restart they are either named or orphans.
     */
    <T> Outcome<T> keeping(List<Extent> files, Supplier<Outcome<T>> naming) {
        Outcome<T> outcome;
        try {
            outcome = naming.get();
        } catch (NotCommittedException e) {
            files.forEach(extents::remove);
            throw e;
        }
        if (outcome instanceof Outcome.Refused<T>) {
            files.forEach(extents::remove);
        }
        return outcome;
    }

    private static Received small(byte[] data) {
        var placement = data.length == 0 ? new Placement.Nothing() : new Placement.Inline();
        return new Received(placement, data, data.length);
    }

    private static Received large(Extent extent) {
        var placement = new Placement.Files(List.of(extent));
        return new Received(placement, new byte[0], extent.length());
    }

    private interface Taking<T> {
        Outcome<T> run(SpaceGuard.Claim claim) throws IOException;
    }

    private <T> Outcome<T> claiming(Body body, Taking<T> taking) throws IOException {
        Optional<SpaceGuard.Claim> room = space.claim(body.length());
        if (room.isEmpty()) {
            return Outcome.refused(Refusal.NO_SPACE);
        }
        try (var claim = room.get()) {
            return taking.run(claim);
        } catch (DiskFullException e) {
            space.ranOut(e);
            return Outcome.refused(Refusal.NO_SPACE);
        }
    }

    private Outcome<Received> receive(Body body, String principal, SpaceGuard.Claim claim)
            throws IOException {
        long announced = Math.min(MAX_INLINE_BYTES, body.length().orElse(MAX_INLINE_BYTES));
        byte[] first = new byte[(int) announced + 1];
        InputStream data = body.stream();
        int length = data.readNBytes(first, 0, first.length);
        if (length > limit) {
            return Outcome.refused(Refusal.TOO_LARGE);
        }
        if (length == first.length) {
            return file(first, data, principal, claim).map(Intake::large);
        }
        return claim.write(length)
                ? Outcome.done(small(Arrays.copyOf(first, length)))
                : Outcome.refused(Refusal.NO_SPACE);
    }

    private Outcome<Extent> file(
            byte[] first, InputStream body, String principal, SpaceGuard.Claim claim)
            throws IOException {
        Optional<UploadSlots.Slot> slot = slots.take(principal);
        if (slot.isEmpty()) {
            return Outcome.refused(Refusal.TOO_MANY_UPLOADS);
        }
        try (var _ = slot.get()) {
            return file(first, body, claim);
        }
    }

    private Outcome<Extent> file(byte[] first, InputStream body, SpaceGuard.Claim claim)
            throws IOException {
        if (!space.takesFiles() || !claim.write(first.length)) {
            return Outcome.refused(Refusal.NO_SPACE);
        }
        try (var file = extents.create()) {
            file.write(first, first.length);
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                if (file.length() + n > limit) {
                    return Outcome.refused(Refusal.TOO_LARGE);
                }
                if (!claim.write(n)) {
                    return Outcome.refused(Refusal.NO_SPACE);
                }
                file.write(buffer, n);
            }
            return Outcome.done(file.finish());
        }
    }
}
