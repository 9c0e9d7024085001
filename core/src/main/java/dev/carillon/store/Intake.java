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
 * Takes in data: a little in memory, more as a file. For any number of threads; one body takes
 * {@value #BUFFER_BYTES} bytes of memory however long it is.
 */
final class Intake {
    /** Data up to this size is kept in the store of keys. */
    static final int MAX_INLINE_BYTES = 16_384;

    private static final int BUFFER_BYTES = 131_072;

    private final Extents extents;
    private final SpaceGuard space;
    private final long limit;
    private final UploadSlots slots = new UploadSlots();

    /** Takes in at most {@code limit} bytes at once, while there is room. */
    Intake(Extents extents, SpaceGuard space, long limit) {
        this.extents = extents;
        this.space = space;
        this.limit = limit;
    }

    /**
     * Reads a body to its end. A file is durable when this returns, and belongs to the caller:
     * named by a commit {@link #keeping} it. When there is no room for its length, nothing is read;
     * when room runs out on the way, nothing is left behind.
     *
     * @throws IOException as the body does; nothing is left behind
     */
    Outcome<Received> receive(Body body, String principal) throws IOException {
        return claiming(body, claim -> receive(body, principal, claim));
    }

    /**
     * Reads a body to its end into a file, however little it is; else as {@link #receive}.
     *
     * @throws IOException as the body does; nothing is left behind
     */
    Outcome<Extent> receiveFile(Body body, String principal) throws IOException {
        return claiming(body, claim -> file(new byte[0], body.stream(), principal, claim));
    }

    /**
     * Runs the change that names files, and removes the files when it certainly named none. When it
     * is not known how its commit ended, the exception passes through and the files stay: after a
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
