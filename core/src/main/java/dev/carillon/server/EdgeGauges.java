package dev.carillon.server;

import dev.carillon.http.BodyBudget;
import dev.carillon.http.HttpServer;
import dev.carillon.stats.Stats;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/** Gauges of how full the ports are and what they refused. Thread-safe. */
final class EdgeGauges {
    private static final List<String> LABELS = List.of("port");

    private final Map<String, HttpServer> ports = new ConcurrentHashMap<>();

    /** Registers the gauges of one server. */
    EdgeGauges(Stats stats, BodyBudget bodies) {
        stats.gauge(
                "carillon_connections",
                "Open connections of a port.",
                LABELS,
                report -> each(report, HttpServer::connections));
        stats.gauge(
                "carillon_connections_refused",
                "Connections closed since the start because a port or an address had too many.",
                LABELS,
                report -> each(report, HttpServer::refusedConnections));
        stats.gauge(
                "carillon_body_memory_bytes",
                "Memory in use by request bodies that are read whole.",
                bodies::taken);
        stats.gauge(
                "carillon_bodies_refused",
                "Requests refused since the start because the memory for bodies was used up.",
                bodies::refused);
    }

    /** Includes a port in the gauges from now on. */
    void show(String name, HttpServer port) {
        ports.put(name, port);
    }

    private void each(Stats.Report report, ToDoubleFunction<HttpServer> figure) {
        ports.forEach((name, port) -> report.value(figure.applyAsDouble(port), name));
    }
}
