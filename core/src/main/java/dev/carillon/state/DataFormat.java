package dev.carillon.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * The number of a data directory's layout, in its file {@code format}. It stops an older program
 * from misreading or damaging what a newer one wrote. A newer program opens the layouts from format
 * {@value #OLDEST} on, and UPGRADING.md says what it changes.
 */
final class DataFormat {
    /** The format that this program writes. */
    static final int NUMBER = 6;

    /** The oldest format that this program reads. */
    static final int OLDEST = 2;

    /** The oldest whose directories say how far the log reaches. */
    static final int WITH_LOG_END = 3;

    private static final String FILE = "format";
    private static final int MAX_BYTES = 16;

    private DataFormat() {}

    /** Returns whether a directory has a format file, whatever its content. */
    static boolean isIn(Path directory) {
        return Files.exists(directory.resolve(FILE));
    }

    /**
     * Reads the number of a directory that this program may open; empty if it has none yet.
     *
     * @throws CannotOpenStateException if it was written by a program that knows another layout
     */
    static OptionalInt read(Disk disk, Path directory) {
        Path file = directory.resolve(FILE);
        if (!disk.exists(file)) {
            return OptionalInt.empty();
        }
        String text = text(disk, file);
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw new CannotOpenStateException(
                    "the file "
                            + file
                            + " is damaged: it holds the number of the data format, such as "
                            + NUMBER
                            + "; restore it from a backup of the folder");
        }
        int number = Integer.parseInt(text);
        if (number < OLDEST || number > NUMBER) {
            throw new CannotOpenStateException(
                    directory
                            + " has data format '"
                            + text
                            + "', this program knows formats "
                            + OLDEST
                            + " to "
                            + NUMBER
                            + ": use the version of carillon that wrote it"
                            + (number > NUMBER ? ", or a newer one" : "")
                            + ", or another folder");
        }
        return OptionalInt.of(number);
    }

    /** Writes this program's number durably, replacing an earlier one. */
    static void write(Disk disk, Path directory) {
        Path unfinished = directory.resolve(FILE + ".new");
        disk.delete(unfinished);
        try (var writing = disk.create(unfinished)) {
            writing.write(ByteBuffer.wrap((NUMBER + "\n").getBytes(StandardCharsets.UTF_8)));
            writing.force();
        }
        disk.rename(unfinished, directory.resolve(FILE));
        disk.forceDirectory(directory);
    }

    private static String text(Disk disk, Path file) {
        var bytes = ByteBuffer.allocate(MAX_BYTES);
        try (var reading = disk.open(file)) {
            reading.read(bytes, 0);
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).strip();
    }
}
