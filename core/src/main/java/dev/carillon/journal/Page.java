package dev.carillon.journal;

import dev.carillon.delivery.Owed;

import java.util.List;

/**
 * What one reading of a lane found.
 *
 * @param owed in number order
 * @param next the number to read on from
 * @param end whether there was nothing after it when it was read
 * @param losses what is owed there and can never be read
 */
public record Page(List<Owed> owed, long next, boolean end, Losses losses) {
    public Page {
        owed = List.copyOf(owed);
    }

    /** Creates a page of a disk that can be read. */
    public Page(List<Owed> owed, long next, boolean end) {
        this(owed, next, end, Losses.NONE);
    }
}
