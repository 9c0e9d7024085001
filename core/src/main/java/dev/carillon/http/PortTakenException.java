package dev.carillon.http;

/** Thrown when a server cannot listen where it is told to; the message names port and option. */
public final class PortTakenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    PortTakenException(HttpOptions options, Throwable cause) {
        super(
                "cannot listen on %s port %d (%s): %s. Choose another port with %s, or stop the program that has it."
                        .formatted(
                                options.host(),
                                options.port(),
                                options.name(),
                                reason(cause),
                                options.portOption()),
                cause);
    }

    private static String reason(Throwable cause) {
        Throwable last = cause;
        while (last.getCause() != null && last.getCause() != last) {
            last = last.getCause();
        }
        return String.valueOf(last.getMessage());
    }
}
