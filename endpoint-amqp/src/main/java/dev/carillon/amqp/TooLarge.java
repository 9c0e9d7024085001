package dev.carillon.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ShutdownSignalException;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.delivery.RefusalReason.Scope;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognizes the message for whose size RabbitMQ closed a channel. It says the size and not which
 * message it was, so only a message of exactly that size is refused for good, and the others of the
 * channel are repeated.
 */
final class TooLarge {
    private static final Pattern WORDS =
            Pattern.compile("message size ([0-9]{1,18}) (?:is )?larger than .*max size.*");

    private TooLarge() {}

    /** Returns whether a channel was closed for the size of a message. */
    static boolean closed(ShutdownSignalException signal) {
        return size(signal).isPresent();
    }

    /** Returns the result of a message that was not confirmed when such a channel was closed. */
    static AttemptResult result(ShutdownSignalException signal, Pending pending) {
        boolean itself = size(signal).filter(of(pending)::equals).isPresent();
        return itself
                ? Refused.stated(Trouble.inWords(signal), Scope.MESSAGE)
                : new Unreachable("the broker closed the channel: another message was too large");
    }

    private static Long of(Pending pending) {
        return (long) pending.message().body().length;
    }

    private static Optional<Long> size(ShutdownSignalException signal) {
        if (!(signal.getReason() instanceof AMQP.Channel.Close close)
                || close.getReplyCode() != AMQP.PRECONDITION_FAILED) {
            return Optional.empty();
        }
        Matcher words = WORDS.matcher(String.valueOf(close.getReplyText()));
        return words.find() ? Optional.of(Long.parseLong(words.group(1))) : Optional.empty();
    }
}
