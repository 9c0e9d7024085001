package dev.carillon.state;

/**
 * Where a committer reads how keys stand, and writes its groups. One group at a time, by one
 * thread.
 */
interface GroupLog extends CommitGroup.Before, CommitGroup.Writes {
    /** The last stamp a durable group used; 0 if there was none. */
    long lastStamp();

    /** Forgets what was put in since the last group. */
    void begin();

    /**
     * Makes all that was put in since {@link #begin} happen at once, and returns when it is
     * durable; nobody can read it before.
     *
     * @throws java.io.UncheckedIOException when that failed, and nobody knows what the disk holds
     */
    void write(long lastStamp);
}
