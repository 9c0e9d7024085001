package dev.carillon.http;

/**
 * Limits the connections that a port holds open at once, those in a TLS handshake included.
 * Connections beyond the limit are closed as soon as they are accepted.
 *
 * @param total of all clients together, from 1
 * @param perAddress of one remote address (IPv6: of one /64 network), from 1
 */
public record ConnectionLimits(int total, int perAddress) {
    public ConnectionLimits {
        if (total < 1 || perAddress < 1) {
            throw new IllegalArgumentException(
                    "a port takes at least 1 connection, not %d and %d"
                            .formatted(total, perAddress));
        }
    }

    /**
     * Returns limits that never apply: the number of file descriptors that the operating system
     * allows is the only limit.
     */
    public static ConnectionLimits none() {
        return new ConnectionLimits(Integer.MAX_VALUE, Integer.MAX_VALUE);
    }
}
