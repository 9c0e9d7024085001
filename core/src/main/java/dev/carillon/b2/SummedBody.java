package dev.carillon.b2;

import dev.carillon.signature.ChecksumAlgorithm;
import dev.carillon.signature.Checksums;
import dev.carillon.store.Body;
import dev.carillon.store.KeptChecksum;

import java.io.InputStream;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Data of a known length whose checksums are computed while it is read. Used by one thread, once.
 */
record SummedBody(InputStream stream, OptionalLong length, Checksums sums) implements Body {
    /**
     * Creates a body from a stream.
     *
     * @param stream adds the data read from it to the sums
     */
    static SummedBody of(Function<Checksums, InputStream> stream, long length) {
        var sums = new Checksums(EnumSet.of(ChecksumAlgorithm.SHA1));
        return new SummedBody(stream.apply(sums), OptionalLong.of(length), sums);
    }

    @Override
    public String etag() {
        return HexFormat.of().formatHex(sums.md5());
    }

    @Override
    public List<KeptChecksum> checksums() {
        String sha1 = sums.of(ChecksumAlgorithm.SHA1).value();
        return List.of(new KeptChecksum(ChecksumAlgorithm.SHA1.name(), sha1));
    }
}
