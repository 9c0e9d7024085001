package dev.carillon.store;

/** Thrown when so many writers changed one key at once that this one never succeeded. */
public final class ContentionException extends RuntimeException {
    ContentionException(String message) {
        super(message);
    }
}
