package dev.carillon.server;

import dev.carillon.http.BodyBudget;
import dev.carillon.http.Face;
import dev.carillon.http.HttpOptions;
import dev.carillon.http.HttpServer;
import dev.carillon.http.Limits;
import dev.carillon.http.Load;
import dev.carillon.http.Port;
import dev.carillon.http.Tls;
import dev.carillon.stats.Stats;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Listens on the configured ports. */
final class Ports {
    /**
     * The time for requests in flight when the server stops, because a synchronous delivery may
     * hold a request for five seconds.
     */
    private static final Duration STOP_REQUESTS = Duration.ofSeconds(5);

    private final ServerConfig config;
    private final Optional<Tls> tls;
    private final Supplier<String> requestIds;
    private final CloseStack closeStack;
    private final BodyBudget bodies = BodyBudget.ofHeap();
    private final EdgeGauges gauges;
    private final ConnectionConfig.Shares connections;

    /**
     * Creates the ports; either all of them use TLS or none does. Their servers are added to {@code
     * closeStack}.
     */
    Ports(
            ServerConfig config,
            Optional<Tls> tls,
            Supplier<String> requestIds,
            Stats stats,
            CloseStack closeStack) {
        this.config = config;
        this.tls = tls;
        this.requestIds = requestIds;
        this.closeStack = closeStack;
        this.gauges = new EdgeGauges(stats, bodies);
        this.connections = config.connections().shares(Capacity.read(), dataPorts(config));
    }

    /** Listens for one face, unless its port is off. */
    Optional<HttpServer> listen(Setting setting, OptionalInt port, Supplier<Face> face) {
        if (port.isEmpty()) {
            return Optional.empty();
        }
        String name = setting.key().replace("-port", "");
        var place = new Port(name, setting.flag(), config.host(), port.getAsInt());
        var share = setting == Setting.ADMIN_PORT ? connections.admin() : connections.data();
        var load = new Load(limits(), share, bodies);
        var options = new HttpOptions(place, tls, config.trustForwardedHttps(), load);
        var server =
                closeStack.add(setting.key(), HttpServer.start(options, face.get(), requestIds));
        gauges.show(name, server);
        return Optional.of(server);
    }

    private static int dataPorts(ServerConfig config) {
        long open =
                Stream.of(config.s3Port(), config.b2().port(), config.broker().listens())
                        .filter(OptionalInt::isPresent)
                        .count();
        return Math.max(1, (int) open);
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
