package dev.carillon.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ShutdownSignalException;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.delivery.RefusalReason.Scope;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Recognizes the message for whose size a broker closed a channel: RabbitMQ by its words, others by
 * the code of AMQP for it. They say the size and not which message it was, so only a message of
 * exactly that size is refused for good, and the others of the channel are repeated.
 */
final class TooLarge {
    /** By the codes with which they come; those of code 311 are Qpid's. */
    private static final Map<Integer, Pattern> WORDS =
            Map.of(
                    AMQP.PRECONDITION_FAILED,
                    Pattern.compile("message size ([0-9]{1,18}) (?:is )?larger than .*max size.*"),
                    AMQP.CONTENT_TOO_LARGE,
                    Pattern.compile("Message size of ([0-9]{1,18}) greater than .*maximum.*"));

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
        return signal.getReason() instanceof AMQP.Channel.Close close
                ? Optional.ofNullable(WORDS.get(close.getReplyCode()))
                        .map(words -> words.matcher(String.valueOf(close.getReplyText())))
                        .filter(Matcher::find)
                        .map(words -> Long.valueOf(words.group(1)))
                : Optional.empty();
    }
}
