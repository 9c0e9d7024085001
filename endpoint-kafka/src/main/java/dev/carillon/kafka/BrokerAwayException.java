package dev.carillon.kafka;

import dev.carillon.endpoint.Failures;
import dev.carillon.endpoint.HostAndPort;

import java.io.IOException;
import java.net.SocketTimeoutException;

/** Thrown if a broker takes no connection or gives no answer; the message is for the operator. */
final class BrokerAwayException extends IOException {
    BrokerAwayException(HostAndPort broker, IOException cause) {
        super(words(cause) + " (" + broker + ")", cause);
    }

    BrokerAwayException(String words, HostAndPort broker) {
        super(words + " (" + broker + ")");
    }

    private static String words(IOException cause) {
        return cause instanceof SocketTimeoutException
                ? "connecting took too long"
                : Failures.inWords(cause);
    }
}
