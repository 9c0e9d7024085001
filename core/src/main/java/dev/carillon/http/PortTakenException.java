package dev.carillon.http;

import java.nio.channels.UnresolvedAddressException;

/** Thrown if a server cannot listen on the configured port; the message names port and option. */
public final class PortTakenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    PortTakenException(Port port, Throwable cause) {
        super(
                "cannot listen on %s port %d (%s): %s. %s"
                        .formatted(
                                port.host(),
                                port.number(),
                                port.name(),
                                reason(cause),
                                advice(port, cause)),
                cause);
    }

    private static String advice(Port port, Throwable cause) {
        return isForeign(cause)
                ? "This is no address of this machine: give one of its own, or 0.0.0.0 for all"
                        + " (--host)."
                : "Choose another port with %s, or stop the program that has it."
                        .formatted(port.option());
    }

    private static boolean isForeign(Throwable cause) {
        return cause instanceof UnresolvedAddressException
                || reason(cause).contains("Cannot assign requested address");
    }

    private static String reason(Throwable cause) {
        Throwable last = cause;
        while (last.getCause() != null && last.getCause() != last) {
            last = last.getCause();
        }
        return String.valueOf(last.getMessage());
    }
}
