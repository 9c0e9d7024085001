package dev.carillon.script;

import dev.carillon.format.Message;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Scripts and messages for tests. */
final class Scripts {
    private Scripts() {}

    /** Writes a shell script. */
    static Path shell(Path folder, String... lines) throws IOException {
        return program(folder, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    }

    /** Writes an executable file with this text. */
    static Path program(Path folder, String text) throws IOException {
        Path file = Files.createTempFile(folder, "script", ".sh");
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file;
    }

    /** Returns a message about a key. */
    static Message message(String key) {
        return message(key, Map.of());
    }

    /** Returns a message about a key, with more or other headers. */
    static Message message(String key, Map<String, String> more) {
        var headers =
                new HashMap<>(
                        Map.of(
                                ScriptCall.BUCKET,
                                "photos",
                                ScriptCall.KEY,
                                key,
                                ScriptCall.ACTION,
                                "copy",
                                ScriptCall.EVENT_TYPE,
                                "ObjectCreated:Put",
                                "webhook-id",
                                "e1.r",
                                "x-carillon-delivery",
                                "7",
                                "x-carillon-attempt",
                                "2"));
        headers.putAll(more);
        return new Message(
                "application/json", headers, "{\"key\": \"k\"}".getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the lines of a file that a script wrote; none if there is no file. */
    static List<String> lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }
}
