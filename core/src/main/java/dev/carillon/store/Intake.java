package dev.carillon.store;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;

/**
 * Takes in data: a little in memory, more as a file. For any number of threads; one body takes
 * {@value #BUFFER_BYTES} bytes of memory however long it is.
 */
final class Intake {
    /** Data up to this size is kept in the store of keys. */
    static final int MAX_INLINE_BYTES = 16_384;

    private static final int BUFFER_BYTES = 131_072;

    private final Extents extents;
    private final long limit;

    /** Takes in at most {@code limit} bytes. */
    Intake(Extents extents, long limit) {
        this.extents = extents;
        this.limit = limit;
    }

    /**
     * Reads a body to its end. A file is durable when this returns, and belongs to the caller:
     * named by a commit or {@link #discard}ed.
     *
     * @throws IOException as the body does; nothing is left behind
     */
    Outcome<Received> receive(InputStream body) throws IOException {
        byte[] first = new byte[MAX_INLINE_BYTES + 1];
        int length = body.readNBytes(first, 0, first.length);
        if (length > limit) {
            return Outcome.refused(Refusal.TOO_LARGE);
        }
        return length < first.length
                ? Outcome.done(small(Arrays.copyOf(first, length)))
                : file(first, body).map(Intake::large);
    }

    /**
     * Reads a body to its end into a file, however little it is.
     *
     * @throws IOException as the body does; nothing is left behind
     */
    Outcome<Extent> receiveFile(InputStream body) throws IOException {
        return file(new byte[0], body);
    }

    /** Removes the files of data that no commit will name. */
    void discard(Received received) {
        received.extents().forEach(extents::remove);
    }

    /** Removes a file that no commit will name. */
    void discard(Extent extent) {
        extents.remove(extent);
    }

    private static Received small(byte[] data) {
        var placement = data.length == 0 ? new Placement.Nothing() : new Placement.Inline();
        return new Received(placement, data, data.length);
    }

    private static Received large(Extent extent) {
        var placement = new Placement.Files(List.of(extent));
        return new Received(placement, new byte[0], extent.length());
    }

    private Outcome<Extent> file(byte[] first, InputStream body) throws IOException {
        try (var file = extents.create()) {
            file.write(first, first.length);
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                if (file.length() + n > limit) {
                    return Outcome.refused(Refusal.TOO_LARGE);
                }
                file.write(buffer, n);
            }
            return Outcome.done(file.finish());
        }
    }
}
