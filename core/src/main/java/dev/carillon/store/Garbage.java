package dev.carillon.store;

import dev.carillon.state.BytesReader;
import dev.carillon.state.Template;

import java.time.Instant;
import java.util.List;

/**
 * Extents that no record names any more. Their files stay for a while, because a reader may have
 * read the record just before.
 */
record Garbage(Instant since, List<Extent> extents) {
    Garbage {
        extents = List.copyOf(extents);
    }

    Template write() {
        var out = Template.builder().micros(since);
        ObjectRecord.writeExtents(out, extents);
        return out.build();
    }

    static Garbage read(byte[] value) {
        var in = new BytesReader(value);
        return new Garbage(in.micros(), ObjectRecord.readExtents(in));
    }
}
