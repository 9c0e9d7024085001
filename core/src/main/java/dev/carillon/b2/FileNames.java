package dev.carillon.b2;

import dev.carillon.signature.Percent;

import java.nio.charset.StandardCharsets;

/** The rules for file names, and their encoding in headers and paths. */
final class FileNames {
    private static final int MOST_BYTES = 1_024;

    private FileNames() {}

    /** Decodes a percent-encoded name, in which a plus sign is a blank. */
    static String decoded(String raw) {
        return checked(
                Percent.decodeForm(raw)
                        .orElseThrow(() ->
                                B2Exception.bad("The file name is not percent-encoded UTF-8")));
    }

    /** Returns a name if it is valid. */
    static String checked(String name) {
        if (name.isEmpty()) {
            throw B2Exception.bad("A file name is required");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw B2Exception.bad("A file name has at most 1024 bytes in UTF-8: shorten it");
        }
        if (name.chars().anyMatch(number -> number < ' ' || number == 0x7f)) {
            throw B2Exception.bad("A file name has no control characters");
        }
        return name;
    }
}
