package dev.carillon.http;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;

/**
 * Ends what takes too long over a request's headers, its body, or taking its answer. Swept about
 * once a second; for any number of threads.
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

    /**
     * Ends what is overdue.
     *
     * @param pressed whether connections are scarce
     */
    void sweep(long nowNanos, boolean pressed) {
        watches.forEach((connection, watch) -> {
            switch (watch.judge(connection.getBytesIn(), nowNanos, pressed)) {
                case FINE -> {}
                case FAIL_READ -> failRead(connection);
                case CLOSE -> connection.getEndPoint().close();
            }
        });
    }

    /** Lets the blocked read of a body end as it does when the connection stands still. */
    private static void failRead(Connection connection) {
        if (connection.onIdleExpired(new TimeoutException("the body comes too slowly"))) {
            connection.getEndPoint().close();
        }
    }
}
