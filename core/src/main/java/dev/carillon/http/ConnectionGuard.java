package dev.carillon.http;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;

import java.util.concurrent.ConcurrentHashMap;

/**
 * Closes connections that take too long over a request's headers, or over taking their answer.
 * Swept about once a second; for any number of threads.
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

    /** The watch over a connection that a request came by. */
    Watch watch(Connection connection) {
        return watches.computeIfAbsent(connection, _ -> new Watch(limits));
    }

    /** Closes what is overdue. */
    void sweep(long nowNanos) {
        watches.forEach((connection, watch) -> {
            if (watch.overdue(connection.getBytesIn(), nowNanos)) {
                connection.getEndPoint().close();
            }
        });
    }
}
