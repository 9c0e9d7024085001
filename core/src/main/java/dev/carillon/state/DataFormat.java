package dev.carillon.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The number of the layout a data directory is written in, in its file {@code format}: so that an
 * older program does not misread, or spoil, what a newer one wrote.
 */
final class DataFormat {
    /** What this program reads and writes. */
    static final int NUMBER = 2;

    private static final String FILE = "format";
    private static final int MAX_BYTES = 16;

    private DataFormat() {}

    /**
     * Demands that this program may open the directory.
     *
     * @throws CannotOpenStateException when it was written by a program that knows another layout
     */
    static void demandReadable(Disk disk, Path directory) {
        Path file = directory.resolve(FILE);
        if (!disk.exists(file)) {
            return;
        }
        String text = read(disk, file);
        if (!text.equals(Integer.toString(NUMBER))) {
            throw new CannotOpenStateException(
                    directory
                            + " has data format '"
                            + text
                            + "', this program knows format "
                            + NUMBER
                            + " only: use the version of carillon that wrote it, or another"
                            + " folder");
        }
    }

    /** Writes the number, durably, if there is none. */
    static void write(Disk disk, Path directory) {
        Path file = directory.resolve(FILE);
        if (disk.exists(file)) {
            return;
        }
        Path unfinished = directory.resolve(FILE + ".new");
        disk.delete(unfinished);
        try (var writing = disk.create(unfinished)) {
            writing.write(ByteBuffer.wrap((NUMBER + "\n").getBytes(StandardCharsets.UTF_8)));
            writing.force();
        }
        disk.rename(unfinished, file);
        disk.forceDirectory(directory);
    }

    private static String read(Disk disk, Path file) {
        var bytes = ByteBuffer.allocate(MAX_BYTES);
        try (var reading = disk.open(file)) {
            reading.read(bytes, 0);
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).strip();
    }
}
