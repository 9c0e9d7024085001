package dev.carillon.state;

/**
 * Files that are kept only to be removed when no other can be made: the database must be able to
 * open its next file, or nothing could be deleted. For any number of threads.
 */
public interface FileReserve {
    /**
     * Whether the reserve is whole. While it is not, nothing else may make files; asking tries to
     * fill it again, every few seconds at most.
     */
    boolean isWhole();

    /** Gives the files to the database: another file could not be made. */
    void release();

    /** A reserve that is never needed. */
    static FileReserve endless() {
        return new FileReserve() {
            @Override
            public boolean isWhole() {
                return true;
            }

            @Override
            public void release() {
                // Nothing is held.
            }
        };
    }
}
