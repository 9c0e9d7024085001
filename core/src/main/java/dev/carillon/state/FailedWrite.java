package dev.carillon.state;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Interprets RocksDB's message for a failed write: whether none of it can be on disk, and what is
 * missing. See docs/decisions/0013.
 *
 * <p>RocksDB switches its log (and opens the next file) before it appends a batch, and inserts
 * nothing that it could not append completely. A failure of a background flush or compaction is
 * reported to the next write before that does anything. So a file that cannot be opened or extended
 * because descriptors, space or inodes are missing leaves nothing of the write but, at most, a torn
 * last record. After a failed sync or close the content of the disk is unknown.
 */
final class FailedWrite {
    /** RocksDB's message, from env/io_posix.cc: the operation, the path and the reason. */
    private static final Pattern WORDS =
            Pattern.compile(
                    "[^/]*?While (?<doing>[^/]*?):? ?/.*: (?<reason>[^:/]+)", Pattern.DOTALL);

    private static final Pattern HARMLESS = Pattern.compile("(?i)(open|creat|append|mkdir|new).*");

    private FailedWrite() {}

    /** Returns what is missing, for people; empty if a part of the write may be on disk. */
    static Optional<Missing> missing(String message) {
        var words = WORDS.matcher(message);
        if (!words.matches() || !HARMLESS.matcher(words.group("doing")).matches()) {
            return Optional.empty();
        }
        return Missing.of(words.group("reason").strip());
    }

    /** The reason why a file could not be opened or extended. */
    enum Missing {
        /** {@code EMFILE} or {@code ENFILE}: no file descriptors. */
        DESCRIPTORS("Too many open files"),
        /** {@code ENOSPC}: no bytes, or no inodes. */
        SPACE("No space left on device"),
        /** {@code EDQUOT}: the user's quota is used up. */
        QUOTA("Disk quota exceeded");

        private final String reason;

        Missing(String reason) {
            this.reason = reason;
        }

        /** Finds the operating system's reason in a message. */
        static Optional<Missing> of(String reason) {
            for (Missing missing : values()) {
                if (reason.contains(missing.reason)) {
                    return Optional.of(missing);
                }
            }
            return Optional.empty();
        }
    }
}
