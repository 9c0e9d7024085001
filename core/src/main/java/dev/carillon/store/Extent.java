package dev.carillon.store;

import java.util.HexFormat;

/**
 * The identity of one data file. The file is written once and never changed.
 *
 * @param run a random number that the server drew when it started
 * @param number counted within the run
 * @param length of the data in bytes; the file of a summed extent is longer
 * @param summed whether the file ends with {@link BlockSums}; extents written by format 2 have none
 */
public record Extent(long run, long number, long length, boolean summed) {
    private static final int RUN_CHARACTERS = 16;

    /** Reads a {@link #fileName()}. The name does not say whether the file has sums. */
    static Extent parse(String fileName, long length) {
        return new Extent(
                HexFormat.fromHexDigitsToLong(fileName, 0, RUN_CHARACTERS),
                HexFormat.fromHexDigitsToLong(fileName, RUN_CHARACTERS, fileName.length()),
                length,
                false);
    }

    /** Returns the file's name: run and number in hex. */
    String fileName() {
        return runText(run) + HexFormat.of().toHexDigits(number);
    }

    /** Returns the name of the file's directory, one of 256. */
    String directory() {
        return HexFormat.of().toHexDigits((byte) number);
    }

    /** Returns the size that the file must have, in bytes. */
    long fileBytes() {
        return summed ? length + BlockSums.tableBytes(length) : length;
    }

    static String runText(long run) {
        return HexFormat.of().toHexDigits(run);
    }
}
