package dev.carillon.listen;

import java.net.URI;

/**
 * A way in: a public URL whose requests arrive at the listener's own port. It is made for one local
 * address and one label, and whoever started it closes it.
 *
 * <p>A tunnel that fails is started again by itself, after a pause; it reports each failure and,
 * when it is open again, its URL, which may be another one.
 */
public interface Tunnel extends AutoCloseable {
    /**
     * Starts the tunnel and returns at once. The reports come from a thread of the tunnel, one at a
     * time, or from this call. Call it once.
     */
    void start(Reports reports);

    /** Starts no process again from now on; the one that runs stays until the end. */
    default void stopRestarts() {}

    /** Ends the tunnel and its process, and returns when there are no more reports. */
    @Override
    void close();

    /** The reports of a tunnel. Implementations may block: a rule is changed for each new URL. */
    interface Reports {
        /** Reports the process that carries the tunnel, before it can have a URL. */
        void started(ProcessHandle process);

        /** Reports the public URL, when it is known first and whenever it is another one. */
        void opened(URI url);

        /**
         * Reports that requests to the URL arrive from now on, also after each reconnection.
         *
         * @param line the tunnel's own words, such as {@code Registered tunnel connection …}
         */
        void connected(String line);

        /**
         * Reports a failure after which the tunnel tries again.
         *
         * @param line one line: what happened, when it tries again, and what to do about it
         */
        void failed(String line);

        /**
         * Reports a failure after which the tunnel does not try again.
         *
         * @param line one line: what happened, and what to do about it
         */
        void ended(String line);

        /** Reports a line that the tunnel's process wrote, unchanged, for debugging. */
        void output(String line);
    }
}
