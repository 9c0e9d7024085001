package dev.carillon.listen;

import java.net.URI;

/** What the program of a tunnel tells. */
sealed interface TunnelNews {
    /** The public URL. */
    record Url(URI url) implements TunnelNews {}

    /**
     * Requests to the URL arrive from now on.
     *
     * @param line the program's own words
     */
    record Connected(String line) implements TunnelNews {}

    /**
     * A fault that the program tries to overcome by itself.
     *
     * @param line what happened, and what to do about it
     */
    record Trouble(String line) implements TunnelNews {}
}
