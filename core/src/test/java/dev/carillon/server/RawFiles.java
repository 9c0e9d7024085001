package dev.carillon.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The bytes of all files of a data folder, as somebody reads them who copied it. */
final class RawFiles {
    /** The files whose purpose is to hold a key. */
    private static final Set<String> KEYS = Set.of("root-key", "secrets-key");

    private RawFiles() {}

    /** Returns each of these texts that a file holds, with the name of the file. */
    static Set<String> holding(Path folder, Collection<String> texts) throws IOException {
        var found = new TreeSet<String>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!KEYS.contains(file.getFileName().toString())) {
                    String all = bytes(file);
                    texts.stream()
                            .filter(all::contains)
                            .forEach(text -> found.add(text + " in " + file.getFileName()));
                }
            }
        }
        return found;
    }

    /** Returns the bytes of a file, none if it is removed meanwhile. */
    private static String bytes(Path file) throws IOException {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException _) {
            return "";
        }
    }
}
