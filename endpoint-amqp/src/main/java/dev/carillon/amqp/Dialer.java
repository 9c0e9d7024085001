package dev.carillon.amqp;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.impl.AMQConnection;
import com.rabbitmq.client.impl.ForgivingExceptionHandler;
import com.rabbitmq.client.impl.FrameHandlerFactory;
import com.rabbitmq.client.impl.SocketFrameHandler;

import dev.carillon.amqp.AmqpTarget.Login;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;

/** Connects to one broker as one user. Thread-safe. */
final class Dialer {
    private static final Logger LOG = LoggerFactory.getLogger(Dialer.class);

    /** The longest time in which a broker is connected to and has opened the virtual host. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    /** A silent broker is given up after two of them. */
    private static final int HEARTBEAT_SECONDS = 15;

    /** The largest frame that is read before the broker has said its limit; the library's own. */
    private static final int LARGEST_FRAME = 1 << 26;

    private static final int RPC_LIMIT_MILLIS = 10_000;

    private final Login login;
    private final Line line;
    private final Threads threads;

    Dialer(Login login, Line line, Threads threads) {
        this.login = login;
        this.line = line;
        this.threads = threads;
    }

    /**
     * Connects, logs in and opens the virtual host.
     *
     * @param end by {@link System#nanoTime()}
     */
    Link dial(Course course, long end) throws IOException, TimeoutException {
        Line.Wire wire = line.open(course, end);
        try {
            Connection connection = loggedIn(wire.used(), end);
            course.passed(AmqpKind.AUTHENTICATION, "logged in as " + login.credentials().user());
            course.passed(AmqpKind.VHOST, "opened " + login.address().vhost());
            return new Link(connection, wire.raw(), login.toString());
        } catch (Throwable e) {
            wire.raw().close();
            explain(course, e);
            throw e;
        }
    }

    private void explain(Course course, Throwable failure) {
        if (!Trouble.isLoginFailure(failure) && Trouble.isStated(failure)) {
            course.passed(AmqpKind.AUTHENTICATION, "logged in as " + login.credentials().user());
            course.failed(AmqpKind.VHOST, Trouble.inWords(failure));
        } else {
            course.failed(AmqpKind.AUTHENTICATION, Trouble.inWords(failure));
        }
    }

    private Connection loggedIn(Socket socket, long end) throws IOException, TimeoutException {
        var factory = new Connected(socket, threads.tasks());
        factory.setUsername(login.credentials().user());
        factory.setPassword(login.credentials().password().revealText());
        factory.setVirtualHost(login.address().vhost());
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setRequestedHeartbeat(HEARTBEAT_SECONDS);
        factory.setHandshakeTimeout(millis(end));
        factory.setChannelRpcTimeout(RPC_LIMIT_MILLIS);
        factory.setThreadFactory(threads.factory());
        factory.setSharedExecutor(threads.tasks());
        factory.setShutdownExecutor(threads.tasks());
        factory.setExceptionHandler(new Quiet());
        factory.setClientProperties(description());
        // the address is for the library's messages only: the socket is connected already
        return factory.newConnection(
                List.of(new Address(login.address().place().host(), socket.getPort())), "carillon");
    }

    private static Map<String, Object> description() {
        var properties = new TreeMap<>(AMQConnection.defaultClientProperties());
        properties.put("product", "Carillon");
        properties.remove("copyright");
        properties.remove("information");
        return properties;
    }

    private static int millis(long end) {
        long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
        return (int) Math.clamp(left, 1, LIMIT.toMillis());
    }

    /** Leaves it to the attempts to say that a connection is lost, in place of the library. */
    private static final class Quiet extends ForgivingExceptionHandler {
        @Override
        protected void log(String message, Throwable failure) {
            LOG.debug(message, failure);
        }
    }

    /** A factory of one connection, over a socket that is connected. */
    private static final class Connected extends ConnectionFactory {
        private final Socket socket;
        private final ExecutorService tasks;

        Connected(Socket socket, ExecutorService tasks) {
            this.socket = socket;
            this.tasks = tasks;
        }

        @Override
        protected synchronized FrameHandlerFactory createFrameHandlerFactory() {
            // with an executor, closing does not wait behind a write to a broker that reads nothing
            return (_, _) -> new SocketFrameHandler(socket, tasks, LARGEST_FRAME);
        }
    }
}
