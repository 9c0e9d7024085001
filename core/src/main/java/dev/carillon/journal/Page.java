package dev.carillon.journal;

import dev.carillon.delivery.Owed;

import java.util.List;

/**
 * The deliveries that one reading of a lane found.
 *
 * @param owed in number order
 * @param next the number from which to continue
 * @param end whether there was nothing after it when it was read
 * @param losses the deliveries owed there that can never be read
 */
public record Page(List<Owed> owed, long next, boolean end, Losses losses) {
    public Page {
        owed = List.copyOf(owed);
    }

    /** Creates a page without losses. */
    public Page(List<Owed> owed, long next, boolean end) {
        this(owed, next, end, Losses.NONE);
    }
}
