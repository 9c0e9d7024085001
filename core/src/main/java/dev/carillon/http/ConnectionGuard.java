package dev.carillon.http;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;

/**
 * Ends connections on which the headers, the body or the reading of the answer takes too long. They
 * are checked about once a second. Thread-safe.
 */
final class ConnectionGuard implements Connection.Listener {
    private final ConcurrentHashMap<Connection, Watch> watches = new ConcurrentHashMap<>();
    private final Limits limits;

    ConnectionGuard(Limits limits) {
        this.limits = limits;
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof ConnectionMetaData) {
            watches.put(connection, new Watch(limits));
        }
    }

    @Override
    public void onClosed(Connection connection) {
        watches.remove(connection);
    }

    /** Returns the watch over the connection by which a request came. */
    Watch watch(Connection connection) {
        return watches.computeIfAbsent(connection, _ -> new Watch(limits));
    }

    /** Ends the connections that are overdue. */
    void sweep(long nowNanos, boolean pressed) {
        watches.forEach((connection, watch) -> {
            switch (watch.judge(connection.getBytesIn(), nowNanos, pressed)) {
                case FINE -> {}
                case FAIL_READ -> failRead(connection);
                case CLOSE -> connection.getEndPoint().close();
            }
        });
    }

    /** Makes the blocked read of a body fail in the same way as an idle timeout does. */
    private static void failRead(Connection connection) {
        if (connection.onIdleExpired(new TimeoutException("the body comes too slowly"))) {
            connection.getEndPoint().close();
        }
    }
}
