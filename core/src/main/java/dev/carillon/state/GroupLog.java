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
     * @throws NotWrittenException when that failed and certainly none of it happened: after {@link
     *     #recover} it can be written again
     * @throws java.io.UncheckedIOException when that failed, and nobody knows what the disk holds
     */
    void write(long lastStamp);

    /**
     * Makes the log writable again after a group that was not written.
     *
     * @return the last stamp a durable group used, as the disk has it now
     * @throws NotWrittenException while the cause lasts: to be tried again
     */
    long recover();
}
