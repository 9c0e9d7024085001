package dev.carillon.kafka;

import java.io.IOException;

/** Thrown if a cluster names a broker that must not be connected to; the message says why. */
final class AdvertisedException extends IOException {
    AdvertisedException(String host, IOException cause) {
        super("a broker advertises " + host + ": " + cause.getMessage(), cause);
    }
}
