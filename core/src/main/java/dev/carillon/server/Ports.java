package dev.carillon.server;

import dev.carillon.http.Face;
import dev.carillon.http.HttpOptions;
import dev.carillon.http.HttpServer;
import dev.carillon.http.Limits;
import dev.carillon.http.Tls;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** Listens where the configuration says. */
final class Ports {
    /** A synchronous delivery may hold a request for five seconds. */
    private static final Duration STOP_REQUESTS = Duration.ofSeconds(5);

    private final ServerConfig config;
    private final Optional<Tls> tls;
    private final Supplier<String> requestIds;
    private final Opened opened;

    /** All ports speak TLS, or none does; {@code opened} gets what must be closed. */
    Ports(ServerConfig config, Optional<Tls> tls, Supplier<String> requestIds, Opened opened) {
        this.config = config;
        this.tls = tls;
        this.requestIds = requestIds;
        this.opened = opened;
    }

    /** Listens for one face, unless its port is off. */
    Optional<HttpServer> listen(Setting setting, OptionalInt port, Supplier<Face> face) {
        if (port.isEmpty()) {
            return Optional.empty();
        }
        var options =
                new HttpOptions(
                        setting.key().replace("-port", ""),
                        setting.flag(),
                        config.host(),
                        port.getAsInt(),
                        tls,
                        config.trustForwardedHttps(),
                        limits());
        return Optional.of(
                opened.add(setting.key(), HttpServer.start(options, face.get(), requestIds)));
    }

    private static Limits limits() {
        var usual = Limits.defaults();
        return new Limits(
                usual.headerBytes(),
                usual.headerTime(),
                usual.idle(),
                usual.bytesPerSecond(),
                usual.rateGrace(),
                STOP_REQUESTS);
    }
}
