package dev.carillon.state;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Judges RocksDB's words for a failed write: whether nothing of it can be on disk, and what is
 * missing. See docs/decisions/0013.
 *
 * <p>RocksDB turns its log (and opens the file of the next) before it appends a batch, and inserts
 * nothing that it could not append whole. A failure of a background flush or compaction is told to
 * the next write before that does anything. So a file that cannot be opened or extended for want of
 * descriptors, space or inodes leaves nothing of the write but, at most, a torn last record. Any
 * failure of a sync or close is another matter: then nobody knows what the disk holds.
 */
final class FailedWrite {
    /** What it did, up to the path, and the reason. RocksDB's own words, from env/io_posix.cc. */
    private static final Pattern WORDS =
            Pattern.compile(
                    "[^/]*?While (?<doing>[^/]*?):? ?/.*: (?<reason>[^:/]+)", Pattern.DOTALL);

    private static final Pattern HARMLESS = Pattern.compile("(?i)(open|creat|append|mkdir|new).*");

    private FailedWrite() {}

    /** Returns what is missing, for people; empty when something of the write may be on disk. */
    static Optional<Missing> missing(String message) {
        var words = WORDS.matcher(message);
        if (!words.matches() || !HARMLESS.matcher(words.group("doing")).matches()) {
            return Optional.empty();
        }
        return Missing.of(words.group("reason").strip());
    }

    /** The reason why a file could not be opened or extended. */
    enum Missing {
        /** {@code EMFILE}, {@code ENFILE}. */
        DESCRIPTORS("Too many open files"),
        /** {@code ENOSPC}: no bytes, or no inodes. */
        SPACE("No space left on device"),
        /** {@code EDQUOT}. */
        QUOTA("Disk quota exceeded");

        private final String reason;

        Missing(String reason) {
            this.reason = reason;
        }

        /** Recognises the operating system's reason in a text. */
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
