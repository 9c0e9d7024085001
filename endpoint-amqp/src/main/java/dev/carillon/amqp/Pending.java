package dev.carillon.amqp;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.format.Message;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A message that an attempt has handed over and waits for. Thread-safe. */
final class Pending {
    private final Message message;
    private final long end;
    private final CompletableFuture<AttemptResult> result = new CompletableFuture<>();
    private volatile Optional<String> returned = Optional.empty();
    private volatile boolean written;

    /**
     * Creates it.
     *
     * @param end of the attempt by {@link System#nanoTime()}
     */
    Pending(Message message, long end) {
        this.message = message;
        this.end = end;
    }

    Message message() {
        return message;
    }

    long end() {
        return end;
    }

    /** Returns the result, which the first caller of {@link #end(AttemptResult)} decides. */
    CompletableFuture<AttemptResult> result() {
        return result;
    }

    /** Ends the attempt, unless it has ended. */
    void end(AttemptResult with) {
        result.complete(with);
    }

    /** Ends the attempt without a result, unless it has one, and returns whether it had none. */
    boolean abandon() {
        return result.cancel(false);
    }

    /** Returns whether the attempt has ended, so that the message need not be sent. */
    boolean ended() {
        return result.isDone() || System.nanoTime() - end >= 0;
    }

    /** Notes that the broker sent the message back: its confirmation, which follows, is none. */
    void returned(String words) {
        returned = Optional.of(words);
    }

    /** Returns why the broker sent the message back. */
    Optional<String> returnedWords() {
        return returned;
    }

    /** Notes that the message was written to the connection. */
    void markWritten() {
        written = true;
    }

    boolean written() {
        return written;
    }
}
