package dev.carillon.state;

/**
 * The log that a committer writes its groups to, and from which it reads the state of keys. Used by
 * one thread, one group at a time.
 */
interface GroupLog extends CommitGroup.Before, CommitGroup.Writes {
    /** Returns the last stamp that a durable group used; 0 if there was none. */
    long lastStamp();

    /** Starts a new group, without writes. */
    void begin();

    /**
     * Writes the group that was added since {@link #begin} atomically, and returns when it is
     * durable; nobody can read it before.
     *
     * @throws NotWrittenException if the write failed and certainly nothing of it happened; after
     *     {@link #recover} it can be written again
     * @throws java.io.UncheckedIOException if the write failed and the content of the disk is
     *     unknown
     */
    void write(long lastStamp);

    /**
     * Makes the log writable again after a group that was not written.
     *
     * @return the last stamp that a durable group used, as the disk has it now
     * @throws NotWrittenException while the cause lasts; the caller retries later
     */
    long recover();
}
