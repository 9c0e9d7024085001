package dev.carillon.state;

/**
 * Files that are kept in reserve and removed if no other file can be created: the database must be
 * able to open its next file, or nothing could be deleted. Thread-safe.
 */
public interface FileReserve {
    /**
     * Returns whether the reserve is complete. While it is not, nothing else may create files. The
     * call tries to refill it, at most every few seconds.
     */
    boolean isWhole();

    /** Gives the files to the database, because another file could not be created. */
    void release();

    /** Returns a reserve that is always complete. */
    static FileReserve endless() {
        return new FileReserve() {
            @Override
            public boolean isWhole() {
                return true;
            }

            @Override
            public void release() {
                // There are no files to give.
            }
        };
    }
}
