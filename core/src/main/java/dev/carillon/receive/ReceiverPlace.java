package dev.carillon.receive;

import dev.carillon.http.Tls;

import java.util.Optional;

/**
 * The address of a receiver.
 *
 * @param host the address to listen on, {@code 127.0.0.1} for this machine only
 * @param port 0 = any free one
 * @param path of messages, with its leading slash
 * @param tls the certificate and key; empty = clear text
 */
public record ReceiverPlace(String host, int port, String path, Optional<Tls> tls) {
    /** The usual path. */
    public static final String USUAL_PATH = "/webhook";

    /**
     * Checks the path.
     *
     * @throws IllegalArgumentException if it does not begin with a slash, has a query or an escape,
     *     or is that of {@code /ping}
     */
    public ReceiverPlace {
        if (path.indexOf('%') >= 0) {
            throw new IllegalArgumentException(
                    "'%s' has an escape: write a path for events without %%, such as %s"
                            .formatted(path, USUAL_PATH));
        }
        if (!path.matches("/[^?#\\s]*") || path.equals(MessageFace.PING)) {
            throw new IllegalArgumentException(
                    "'%s' is no path for events: write one such as %s".formatted(path, USUAL_PATH));
        }
    }
}
