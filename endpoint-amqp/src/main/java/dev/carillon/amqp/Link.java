package dev.carillon.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ChannelContinuationTimeoutException;
import com.rabbitmq.client.Connection;

import dev.carillon.endpoint.Printable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A live connection to a broker. Thread-safe. */
final class Link {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);
    private static final int CLOSE_MILLIS = 1_000;

    /** The time after which a socket is closed under a library that does not end. */
    private static final int CUT_MILLIS = 2_000;

    private final Connection connection;
    private final Socket socket;
    private final String name;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private volatile Optional<String> blocked = Optional.empty();

    /**
     * Takes over a connection.
     *
     * @param socket under the connection and under TLS
     * @param name of the broker, for messages
     */
    Link(Connection connection, Socket socket, String name) {
        this.connection = connection;
        this.socket = socket;
        this.name = name;
        connection.addBlockedListener(this::block, this::free);
        connection.addShutdownListener(_ -> free());
    }

    /** Returns the name of the broker, for messages. */
    String name() {
        return name;
    }

    boolean open() {
        return connection.isOpen();
    }

    /** Returns why the broker takes no messages at present, in its own words. */
    Optional<String> blocked() {
        return blocked;
    }

    /** Returns a sentence about a broker that takes no messages. */
    static String inWords(String reason) {
        return "the broker takes no messages at present: " + reason;
    }

    /**
     * Waits while the broker takes no messages.
     *
     * @param end by {@link System#nanoTime()}
     * @return whether it takes them before the end; true too if the connection is lost
     */
    boolean awaitFree(long end) throws InterruptedException {
        if (blocked.isEmpty()) {
            return true;
        }
        lock.lock();
        try {
            long left = end - System.nanoTime();
            while (blocked.isPresent() && left > 0) {
                left = freed.awaitNanos(left);
            }
            return blocked.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Opens a channel; waits first while the broker takes no messages, because it does not answer
     * then either.
     *
     * @param end by {@link System#nanoTime()}
     * @throws BlockedException if it still takes none at the end
     */
    Channel channel(long end) throws IOException, BlockedException, InterruptedException {
        if (!awaitFree(end)) {
            throw new BlockedException(inWords(blocked.orElse("")));
        }
        return answered(this::channel);
    }

    /** Asks the broker. A connection with a question that was not answered is closed. */
    <T> T answered(Question<T> question) throws IOException {
        try {
            return question.ask();
        } catch (ChannelContinuationTimeoutException e) {
            close();
            throw e;
        }
    }

    /** Thrown if the broker takes no messages for as long as can be waited. */
    static final class BlockedException extends TimeoutException {
        BlockedException(String message) {
            super(message);
        }
    }

    /** What is asked of a broker. */
    @FunctionalInterface
    interface Question<T> {
        T ask() throws IOException;
    }

    private Channel channel() throws IOException {
        return connection
                .openChannel()
                .orElseThrow(() ->
                        new IOException(
                                "the broker allows %d channels of a connection, one a topic, and all are in use"
                                        .formatted(connection.getChannelMax())));
    }

    /** Checks that an exchange exists, on a channel of its own because a refusal closes it. */
    void checkExchange(String exchange, long end)
            throws IOException, BlockedException, InterruptedException {
        Channel checking = channel(end);
        try {
            var _ = answered(() -> checking.exchangeDeclarePassive(exchange));
        } finally {
            abandon(checking);
        }
    }

    /** Closes a channel, whatever state it is in. */
    static void abandon(Channel channel) {
        try {
            channel.abort();
        } catch (IOException | RuntimeException _) {
            // the connection is gone, and the channel with it
        }
    }

    /**
     * Closes the connection. Waits for the broker's answer a second at most; a library that cannot
     * end, because it writes to a broker that reads nothing, loses the socket after two.
     */
    void close() {
        var ended = new CompletableFuture<Void>();
        Thread.startVirtualThread(() -> {
            try {
                connection.abort(AMQP.REPLY_SUCCESS, "no longer used", CLOSE_MILLIS);
            } finally {
                ended.complete(null);
            }
        });
        try {
            ended.get(CUT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException _) {
            LOG.debug("the connection to {} does not end: its socket is closed", name);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            cut();
        }
    }

    private void cut() {
        try {
            socket.close();
        } catch (IOException _) {
            // closed in any case
        }
    }

    private void block(String reason) {
        LOG.warn("the broker of {} takes no messages for now: {}", name, Printable.line(reason));
        lock.lock();
        try {
            blocked = Optional.of(Printable.line(reason));
        } finally {
            lock.unlock();
        }
    }

    private void free() {
        lock.lock();
        try {
            if (blocked.isPresent() && connection.isOpen()) {
                LOG.info("the broker of {} takes messages again", name);
            }
            blocked = Optional.empty();
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
