package dev.carillon.amqp;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.ShutdownSignalException;

import dev.carillon.amqp.Link.BlockedException;
import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Refused;
import dev.carillon.delivery.RefusalReason.Scope;
import dev.carillon.endpoint.Printable;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Publishes the messages of one endpoint over a channel of its own. Any number of attempts hand
 * over messages; one thread at a time writes them, so that no attempt is stuck in a connection that
 * takes no more bytes, and each attempt waits for its own confirmation. Thread-safe.
 *
 * <p>While the broker has blocked the connection nothing is written: a message waits until its
 * attempt ends, and is then forgotten.
 */
final class Publisher {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private static final Accepted ACCEPTED = new Accepted(OptionalInt.empty());

    private final Link link;
    private final Channel channel;
    private final AmqpTarget to;
    private final Envelope envelope;
    private final Set<Pending> attempts = ConcurrentHashMap.newKeySet();
    private final Queue<Pending> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger handedOver = new AtomicInteger();
    private final Unconfirmed unconfirmed = new Unconfirmed();
    private volatile Optional<ShutdownSignalException> complaint = Optional.empty();
    private volatile boolean poisoned;

    private Publisher(Link link, Channel channel, AmqpTarget to, Envelope envelope) {
        this.link = link;
        this.channel = channel;
        this.to = to;
        this.envelope = envelope;
    }

    /**
     * Opens a channel and checks that the exchange exists.
     *
     * @param end by {@link System#nanoTime()}, until which a broker that takes nothing is waited
     *     for
     * @throws IOException if it does not, or the connection is lost
     */
    static Publisher open(Link link, AmqpTarget to, Envelope envelope, Course course, long end)
            throws IOException, BlockedException, InterruptedException {
        try {
            link.checkExchange(to.exchange(), end);
            course.passed(AmqpKind.IN_EXCHANGE, "'" + to.exchange() + "' exists");
            var publisher = new Publisher(link, link.channel(end), to, envelope);
            publisher.listen();
            return publisher;
        } catch (Throwable e) {
            course.failed(AmqpKind.IN_EXCHANGE, Trouble.inWords(e));
            throw e;
        }
    }

    private void listen() throws IOException {
        try {
            channel.addShutdownListener(this::closed);
            if (to.ackLevel() != AckLevel.NONE) {
                channel.addConfirmListener(this::confirmed, this::refused);
                channel.addReturnListener(this::returned);
                var _ = link.answered(channel::confirmSelect);
            }
        } catch (Throwable e) {
            Link.abandon(channel);
            throw e;
        }
    }

    /** Returns whether messages can be published. */
    boolean usable() {
        return !poisoned && channel.isOpen() && link.open();
    }

    /**
     * Returns why the broker closed the channel, if its messages were accepted without waiting for
     * a confirmation: nobody was told.
     */
    Optional<ShutdownSignalException> complaint() {
        return complaint;
    }

    /** Hands over a message. Its result comes when the broker has decided, or cannot any more. */
    void publish(Pending pending) {
        attempts.add(pending);
        waiting.add(pending);
        if (handedOver.getAndIncrement() == 0) {
            Thread.startVirtualThread(this::write);
        }
    }

    /** Forgets a message whose attempt has ended; a confirmation that comes later is ignored. */
    void forget(Pending pending) {
        attempts.remove(pending);
        if (pending.abandon()) {
            waiting.remove(pending);
            unconfirmed.remove(pending);
        }
    }

    /** Ends every attempt that waits, and closes the channel without waiting for the broker. */
    void close(AttemptResult result) {
        attempts.forEach(pending -> pending.end(result));
        Thread.startVirtualThread(() -> Link.abandon(channel));
    }

    private void write() {
        int seen = handedOver.get();
        while (seen > 0) {
            for (Pending next = waiting.poll(); next != null; next = waiting.poll()) {
                write(next);
            }
            seen = handedOver.addAndGet(-seen);
        }
    }

    private void write(Pending pending) {
        try {
            if (pending.ended() || !link.awaitFree(pending.end()) || pending.ended()) {
                return;
            }
            if (poisoned) {
                pending.end(lost("a message before could not be written"));
                return;
            }
            send(pending);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            pending.end(lost("interrupted"));
        } catch (Throwable e) {
            // the library has counted it and not sent it, so later confirmations would be misread
            poisoned = true;
            pending.end(unwritten(e));
            close(lost("a message before could not be written"));
        }
    }

    private AttemptResult unwritten(Throwable failure) {
        return switch (failure) {
            case IllegalArgumentException e ->
                    Refused.stated("the message does not fit: " + e.getMessage(), Scope.MESSAGE);
            case IOException e -> Trouble.result(e, link.name());
            case ShutdownSignalException e -> Trouble.result(e, link.name());
            default -> {
                LOG.error("a message to {} could not be written", link.name(), failure);
                yield lost("the message could not be written: " + failure);
            }
        };
    }

    private void send(Pending pending) throws IOException {
        boolean mandatory = to.ackLevel() == AckLevel.ROUTABLE;
        long number = channel.getNextPublishSeqNo();
        var properties =
                envelope.properties(
                        pending.message(), mandatory ? Optional.of(number) : Optional.empty());
        if (to.ackLevel() != AckLevel.NONE) {
            unconfirmed.add(number, pending);
        }
        channel.basicPublish(
                to.exchange(), to.routingKey(), mandatory, properties, pending.message().body());
        pending.markWritten();
        if (to.ackLevel() == AckLevel.NONE) {
            pending.end(ACCEPTED);
        }
    }

    private void confirmed(long number, boolean multiple) {
        unconfirmed.take(number, multiple).forEach(pending -> decide(pending, ACCEPTED));
    }

    private void refused(long number, boolean multiple) {
        AttemptResult refusal =
                Refused.stated("the broker could not store the message (nack)", Scope.DELIVERY);
        unconfirmed.take(number, multiple).forEach(pending -> decide(pending, refusal));
    }

    /** Ends an attempt; a message that was returned before its confirmation came is refused. */
    private static void decide(Pending pending, AttemptResult otherwise) {
        pending.end(
                pending.returnedWords()
                        .<AttemptResult>map(words -> Refused.stated(words, Scope.DELIVERY))
                        .orElse(otherwise));
    }

    private void returned(Return message) {
        var headers = message.getProperties().getHeaders();
        if (headers != null && headers.get(Envelope.NUMBER) instanceof Number number) {
            String words =
                    "returned: no queue is bound to exchange '%s' for routing key '%s' (%d %s)"
                            .formatted(
                                    message.getExchange(),
                                    message.getRoutingKey(),
                                    message.getReplyCode(),
                                    message.getReplyText());
            unconfirmed
                    .find(number.longValue())
                    .ifPresent(pending -> pending.returned(Printable.line(words)));
        }
    }

    private void closed(@Nullable ShutdownSignalException signal) {
        if (signal == null) {
            attempts.forEach(pending -> pending.end(lost("the channel was closed")));
        } else {
            tell(signal);
        }
    }

    private void tell(ShutdownSignalException signal) {
        if (to.ackLevel() == AckLevel.NONE && Trouble.isStated(signal)) {
            complaint = Optional.of(signal);
        }
        Function<Pending, AttemptResult> result =
                TooLarge.closed(signal)
                        ? pending -> TooLarge.result(signal, pending)
                        : _ -> Trouble.result(signal, link.name());
        attempts.forEach(pending -> pending.end(result.apply(pending)));
    }

    private AttemptResult lost(String why) {
        return new AttemptResult.Unreachable(why + " (" + link.name() + ")");
    }
}
