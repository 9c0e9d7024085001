package dev.carillon.inbound;

import java.io.IOException;
import java.net.URI;

/** Visits the URL that confirms a subscription of SNS. Thread-safe. */
@FunctionalInterface
public interface SubscribeUrls {
    /**
     * Visits a URL, once and without following a redirect.
     *
     * @return the status of the answer
     * @throws IOException if there is no answer in time
     */
    int visit(URI url) throws IOException;
}
