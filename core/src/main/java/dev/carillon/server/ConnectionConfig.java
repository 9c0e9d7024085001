package dev.carillon.server;

import dev.carillon.http.ConnectionLimits;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.OptionalInt;

/**
 * The number of connections that the ports accept. Each component is a {@link Setting}.
 *
 * @param most of the S3 port, and of the B2 port; empty = as many as the machine allows
 * @param mostPerAddress of one remote address on one of these ports; empty = half of the port's
 */
public record ConnectionConfig(OptionalInt most, OptionalInt mostPerAddress) {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionConfig.class);
    private static final int ADMIN_SHARE = 8;
    private static final int LEAST_OF_ADMIN = 8;

    /** The limits of each port. */
    record Shares(ConnectionLimits data, ConnectionLimits admin) {}

    static ConnectionConfig of(Settings settings) {
        return new ConnectionConfig(
                count(settings, Setting.MAX_CONNECTIONS),
                count(settings, Setting.MAX_CONNECTIONS_PER_ADDRESS));
    }

    /**
     * Divides the connections among the ports. The admin port gets an eighth of the number of a
     * data port, so that health can be queried while those are full. A number above what the
     * descriptors allow is reduced to that, with a log line.
     *
     * @param dataPorts the number of ports that carry objects and events: S3, B2, broker
     */
    Shares shares(Capacity machine, int dataPorts) {
        int allowed = perPort(machine.connectionsByDescriptors(), dataPorts);
        if (most.isPresent() && most.getAsInt() > allowed) {
            LOG.warn(
                    "{} {} is more than the limit of {} file descriptors allows: {} it is. Raise"
                            + " the limit (ulimit -n, LimitNOFILE=) or lower the setting.",
                    Setting.MAX_CONNECTIONS.flag(),
                    most.getAsInt(),
                    machine.descriptors(),
                    allowed);
        }
        int data = Math.min(most.orElse(perPort(machine.connections(), dataPorts)), allowed);
        return new Shares(limits(data), limits(admin(data)));
    }

    /**
     * Returns the share of a data port in a total: each data port has 8 parts, the admin port 1.
     */
    private static int perPort(int total, int dataPorts) {
        return Math.max(LEAST_OF_ADMIN, total / (ADMIN_SHARE * dataPorts + 1) * ADMIN_SHARE);
    }

    private static int admin(int data) {
        return Math.max(LEAST_OF_ADMIN, data / ADMIN_SHARE);
    }

    private ConnectionLimits limits(int total) {
        int half = (total + 1) / 2;
        return new ConnectionLimits(total, Math.min(total, mostPerAddress.orElse(half)));
    }

    private static OptionalInt count(Settings settings, Setting setting) {
        String text = settings.text(setting);
        if (text.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!text.matches("[1-9][0-9]{0,6}")) {
            throw settings.wrong(
                    setting, "'" + text + "' is no number of connections: give 1 to 9999999");
        }
        return OptionalInt.of(Integer.parseInt(text));
    }
}
