package dev.carillon.store;

/** So many writers change one key at once that this one never got its turn. */
public final class ContentionException extends RuntimeException {
    ContentionException(String message) {
        super(message);
    }
}
