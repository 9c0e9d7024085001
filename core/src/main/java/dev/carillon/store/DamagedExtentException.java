package dev.carillon.store;

import java.util.OptionalLong;

/**
 * Thrown when an extent's data differs from what was written. Callers that know the object add its
 * name.
 */
final class DamagedExtentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Extent extent;

    private DamagedExtentException(Extent extent, String message) {
        super(message);
        this.extent = extent;
    }

    /** Creates an exception about one block of a file. */
    static DamagedExtentException block(Extent extent, long block, String why) {
        return of(extent, OptionalLong.of(block), why);
    }

    /** Creates an exception about a file as a whole. */
    static DamagedExtentException file(Extent extent, String why) {
        return of(extent, OptionalLong.empty(), why);
    }

    /** Creates an exception about a missing file. */
    static DamagedExtentException missing(Extent extent) {
        return file(extent, "it is not there");
    }

    /** Creates an exception about a file of the wrong size. */
    static DamagedExtentException length(Extent extent, long bytes) {
        return file(
                extent, "it has %d bytes and should have %d".formatted(bytes, extent.fileBytes()));
    }

    private static DamagedExtentException of(Extent extent, OptionalLong block, String why) {
        String where = block.isPresent() ? ", block " + block.getAsLong() : "";
        return new DamagedExtentException(
                extent,
                "file %s/%s%s: %s".formatted(extent.directory(), extent.fileName(), where, why));
    }

    /** Returns the extent whose file is damaged. */
    Extent extent() {
        return extent;
    }
}
