package dev.carillon.store;

import dev.carillon.state.Disk;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The open data of an object, in one or several pieces. Not thread-safe; the caller closes it. */
sealed interface Pieces extends AutoCloseable {
    /**
     * Reads at least one byte from the piece that contains the position; returns 0 or less at the
     * end.
     */
    int read(ByteBuffer into, long position);

    /** Verifies the block at a position, if the data has sums, so that damage is known early. */
    void check(long position);

    @Override
    void close();

    /** Data in one piece. */
    record One(Disk.Reading piece) implements Pieces {
        @Override
        public int read(ByteBuffer into, long position) {
            return piece.read(into, position);
        }

        @Override
        public void check(long position) {
            if (piece instanceof SummedReading summed) {
                summed.check(position);
            }
        }

        @Override
        public void close() {
            piece.close();
        }
    }

    /** Data in many files. Only the file that was read last is open. */
    final class Many implements Pieces {
        private final Extents extents;
        private final List<Extent> files;
        private final long[] starts;
        private final OpenReads.Mark mark;
        private int at = -1;
        private Optional<Disk.Reading> open = Optional.empty();

        Many(Extents extents, List<Extent> files, OpenReads.Mark mark) {
            this.extents = extents;
            this.files = files;
            this.mark = mark;
            starts = new long[files.size() + 1];
            for (int i = 0; i < files.size(); i++) {
                starts[i + 1] = starts[i] + files.get(i).length();
            }
        }

        @Override
        public int read(ByteBuffer into, long position) {
            if (position >= starts[files.size()]) {
                return -1;
            }
            int piece = piece(position);
            long left = starts[piece + 1] - position;
            if (into.remaining() > left) {
                into.limit(into.position() + (int) left);
            }
            return reading(piece).read(into, position - starts[piece]);
        }

        @Override
        public void check(long position) {
            int piece = piece(position);
            if (reading(piece) instanceof SummedReading summed) {
                summed.check(position - starts[piece]);
            }
        }

        @Override
        public void close() {
            open.ifPresent(Disk.Reading::close);
            open = Optional.empty();
            mark.close();
        }

        /** Returns the piece that contains the position; empty pieces are skipped. */
        private int piece(long position) {
            int found = Arrays.binarySearch(starts, position);
            int piece = found < 0 ? -found - 2 : found;
            while (starts[piece + 1] <= position) {
                piece++;
            }
            return piece;
        }

        private Disk.Reading reading(int piece) {
            if (piece != at || open.isEmpty()) {
                open.ifPresent(Disk.Reading::close);
                open = Optional.empty();
                open = Optional.of(extents.read(files.get(piece)));
                at = piece;
            }
            return open.get();
        }
    }
}
