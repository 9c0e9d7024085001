package dev.carillon.signature;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The parts of a request that a signature can cover, exactly as received. */
public interface Signable {
    /** Returns the method, in upper case. */
    String method();

    /**
     * Returns the path as sent: escapes, double slashes and dots unchanged; starts with a slash.
     */
    String rawPath();

    /** Returns the text after the question mark, as sent; empty if there was none. */
    String rawQuery();

    /** Returns the parts of the query, in order. */
    default List<QueryPart> queryParts() {
        return QueryPart.parse(rawQuery());
    }

    /** Returns the received header names in lower case, each once. */
    Collection<String> headerNames();

    /** Returns every value of one header, in the order received; empty if it was not sent. */
    List<String> headers(String name);

    /** Returns the first value of a header. */
    default Optional<String> header(String name) {
        var values = headers(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
    }
}
