package dev.carillon.store;

import dev.carillon.state.Disk;
import dev.carillon.state.KeyRange;
import dev.carillon.state.Salvage;
import dev.carillon.state.State;
import dev.carillon.state.View;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/**
 * Checks the files of objects and of parts of unfinished uploads: each must exist, have its length,
 * and have an intact table of checksums; on request every block is verified too. Not thread-safe;
 * changes nothing.
 */
public final class DataFiles {
    private final State state;
    private final Extents extents;
    private final ReadPace pace;
    private final Consumer<String> fault;
    private final ByteBuffer buffer = ByteBuffer.allocate(BlockSums.BLOCK_BYTES);
    private long files;
    private long unverified;
    private long bytes;

    private DataFiles(State state, Extents extents, ReadPace pace, Consumer<String> fault) {
        this.state = state;
        this.extents = extents;
        this.pace = pace;
        this.fault = fault;
    }

    /**
     * The numbers of files and bytes that were checked.
     *
     * @param files data files that objects and parts name
     * @param unverified of these, files without checksums, written by format 2
     * @param bytes data that was read and matched its checksums
     */
    public record Report(long files, long unverified, long bytes) {}

    /**
     * Checks every file.
     *
     * @param pace how fast the data of the files is read, if at all
     * @param fault takes a description of each damaged object
     */
    public static Report check(
            State state, Extents extents, ReadPace pace, Consumer<String> fault) {
        var all = new DataFiles(state, extents, pace, fault);
        all.check();
        return new Report(all.files, all.unverified, all.bytes);
    }

    private void check() {
        try (View view = state.bulkView()) {
            var _ = EveryObject.visit(view, this::object, this::toldElsewhere);
            Salvage.each(
                    view,
                    KeyRange.of(StoreKeys.parts()),
                    scan -> part(UploadPart.read(scan.value())),
                    range -> fault.accept("the parts of uploads cannot be read: " + range));
        }
    }

    /** Ignores records that cannot be read: the audit of the objects reports them. */
    private void toldElsewhere(KeyRange range) {}

    private void part(UploadPart part) {
        each(List.of(part.extent()), "part %d of an upload".formatted(part.number()));
    }

    private void object(BucketInfo bucket, StoredObject object) {
        if (object.placement() instanceof Placement.Files(var all)) {
            each(
                    all,
                    "object %s in bucket %s, version %d"
                            .formatted(object.key(), bucket.name(), object.stamp()));
        }
    }

    private void each(List<Extent> all, String owner) {
        for (Extent extent : all) {
            files++;
            if (!extent.summed()) {
                unverified++;
            }
            try (Disk.Reading file = extents.read(extent)) {
                if (pace.reads() && extent.summed()) {
                    blocks(file, extent, owner);
                }
            } catch (DamagedExtentException e) {
                fault.accept(owner + ": " + e.getMessage());
            }
        }
    }

    /** Verifies every block and reports each bad one. */
    private void blocks(Disk.Reading file, Extent extent, String owner) {
        for (long at = 0; at < extent.length(); at += BlockSums.BLOCK_BYTES) {
            try {
                int count = file.read(buffer.clear(), at);
                bytes += count;
                pace.read(count);
            } catch (DamagedExtentException e) {
                fault.accept(owner + ": " + e.getMessage());
            }
        }
    }
}
