package dev.carillon.store;

import dev.carillon.event.Tag;
import dev.carillon.state.BytesReader;
import dev.carillon.state.Hole;
import dev.carillon.state.Template;

import java.time.Instant;
import java.util.List;

/** Writes and reads the value under an object's key. The first byte is the number of the format. */
final class ObjectRecord {
    private static final int FORMAT = 1;
    private static final int DELETE_MARKER = 1;
    private static final int VERSIONED = 2;

    /** Set if the checksums of the parts follow; older records never have it. */
    private static final int PART_CHECKSUMS = 4;

    private static final int NOTHING = 0;
    private static final int INLINE = 1;
    private static final int FILES = 2;

    /** Set in the length of an extent whose file has sums; format 2 had no such extents. */
    private static final long SUMMED = Long.MIN_VALUE;

    private ObjectRecord() {}

    /** Returns the value; an object without a stamp gets that of the commit. */
    static Template write(StoredObject object) {
        var out = Template.builder().u8(FORMAT);
        if (object.stamp() == StoredObject.NOT_YET) {
            out.hole(new Hole.Stamp());
        } else {
            out.i64(object.stamp());
        }
        out.u8(flags(object));
        out.i64(object.size()).text(object.etag()).micros(object.modified());
        writeAttributes(out, object.attributes());
        writeChecksums(out, object.checksums());
        writePlacement(out, object.placement());
        if (!object.partChecksums().isEmpty()) {
            writeChecksums(out, object.partChecksums());
        }
        return out.build();
    }

    private static int flags(StoredObject object) {
        return (object.deleteMarker() ? DELETE_MARKER : 0)
                | (object.versioned() ? VERSIONED : 0)
                | (object.partChecksums().isEmpty() ? 0 : PART_CHECKSUMS);
    }

    static StoredObject read(String key, byte[] value) {
        var in = new BytesReader(value);
        if (in.u8() != FORMAT) {
            throw new IllegalStateException(
                    "object " + key + " was written by a newer version: use that version");
        }
        long stamp = in.i64();
        int flags = in.u8();
        long size = in.i64();
        String etag = in.text();
        Instant modified = in.micros();
        Attributes attributes = readAttributes(in);
        return new StoredObject(
                key,
                stamp,
                (flags & DELETE_MARKER) != 0,
                (flags & VERSIONED) != 0,
                size,
                etag,
                modified,
                attributes,
                readChecksums(in),
                readPlacement(in),
                (flags & PART_CHECKSUMS) != 0 ? readChecksums(in) : List.of());
    }

    static void writeExtents(Template.Builder out, List<Extent> extents) {
        out.list(extents, ObjectRecord::writeExtent);
    }

    private static void writeExtent(Template.Builder out, Extent extent) {
        long length = extent.summed() ? extent.length() | SUMMED : extent.length();
        out.i64(extent.run()).i64(extent.number()).i64(length);
    }

    static List<Extent> readExtents(BytesReader in) {
        return in.list(ObjectRecord::readExtent);
    }

    private static Extent readExtent(BytesReader in) {
        long run = in.i64();
        long number = in.i64();
        long length = in.i64();
        return new Extent(run, number, length & ~SUMMED, (length & SUMMED) != 0);
    }

    static void writeAttributes(Template.Builder out, Attributes attributes) {
        out.map(attributes.headers())
                .map(attributes.metadata())
                .list(attributes.tags(), (to, tag) -> to.text(tag.key()).text(tag.value()));
    }

    static Attributes readAttributes(BytesReader in) {
        return new Attributes(
                in.map(), in.map(), in.list(from -> new Tag(from.text(), from.text())));
    }

    static void writeChecksums(Template.Builder out, List<KeptChecksum> checksums) {
        out.list(checksums, (to, sum) -> to.text(sum.algorithm()).text(sum.value()));
    }

    static List<KeptChecksum> readChecksums(BytesReader in) {
        return in.list(from -> new KeptChecksum(from.text(), from.text()));
    }

    private static void writePlacement(Template.Builder out, Placement placement) {
        switch (placement) {
            case Placement.Nothing() -> out.u8(NOTHING);
            case Placement.Inline() -> out.u8(INLINE);
            case Placement.Files(var extents) -> writeExtents(out.u8(FILES), extents);
        }
    }

    private static Placement readPlacement(BytesReader in) {
        int kind = in.u8();
        return switch (kind) {
            case NOTHING -> new Placement.Nothing();
            case INLINE -> new Placement.Inline();
            case FILES -> new Placement.Files(readExtents(in));
            default -> throw new IllegalStateException("no placement has the number " + kind);
        };
    }
}
