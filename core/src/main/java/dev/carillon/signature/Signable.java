package dev.carillon.signature;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The parts of a request that a signature can cover, exactly as they came. */
public interface Signable {
    /** The method, in upper case. */
    String method();

    /** The path as sent: escapes, double slashes and dots untouched; starts with a slash. */
    String rawPath();

    /** What followed the question mark, as sent; empty when there was nothing. */
    String rawQuery();

    /** The header names that came, in lower case, each once. */
    Collection<String> headerNames();

    /** Every value of one header, in the order they came; empty when it did not come. */
    List<String> headers(String name);

    /** The first value of a header. */
    default Optional<String> header(String name) {
        var values = headers(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getFirst());
    }
}
