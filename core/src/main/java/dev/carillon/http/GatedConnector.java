package dev.carillon.http;

import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;

/**
 * Accepts connections as long as a gate admits them, and closes the others before anything is read
 * or stored for them.
 */
final class GatedConnector extends ServerConnector {
    private final ConnectionGate gate;

    GatedConnector(Server server, ConnectionGate gate, ConnectionFactory... protocols) {
        super(server, 1, 1, protocols);
        this.gate = gate;
    }

    /**
     * Runs inside the superclass's constructor, before {@code gate} is set; therefore the gate is
     * looked up at each connection.
     */
    @Override
    protected SelectorManager newSelectorManager(
            Executor executor, Scheduler scheduler, int selectors) {
        return new Gated(executor, scheduler, selectors);
    }

    private final class Gated extends ServerConnectorManager {
        Gated(Executor executor, Scheduler scheduler, int selectors) {
            super(executor, scheduler, selectors);
        }

        @Override
        public void accept(SelectableChannel channel, @Nullable Object attachment) {
            if (channel instanceof SocketChannel socket && !gate.enter(socket)) {
                IO.close(channel);
                return;
            }
            super.accept(channel, attachment);
        }

        @Override
        protected void onAcceptFailed(
                SelectableChannel channel, Throwable failure, @Nullable Object attachment) {
            gate.leave(channel);
            super.onAcceptFailed(channel, failure, attachment);
        }

        @Override
        protected void endPointClosed(EndPoint endPoint) {
            if (endPoint.getTransport() instanceof SelectableChannel channel) {
                gate.leave(channel);
            }
            super.endPointClosed(endPoint);
        }
    }
}
