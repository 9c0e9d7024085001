package dev.carillon.tail;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * The wishes of one reader.
 *
 * @param selection the events
 * @param framing the form of the stream
 * @param start the place at which it begins
 * @param keepAlive the bytes in quiet times
 * @param objection returns why the reader may not read on, such as a key that was deleted; asked
 *     every ten seconds
 */
public record TailRequest(
        Selection selection,
        Framing framing,
        Start start,
        KeepAlive keepAlive,
        Supplier<Optional<Ending>> objection) {}
