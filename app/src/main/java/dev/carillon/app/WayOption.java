package dev.carillon.app;

import dev.carillon.listen.ListenException;
import dev.carillon.listen.Tunnel;
import dev.carillon.listen.Tunnels;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The options for the way on which events come to a listener. */
final class WayOption {
    private static final Set<String> LEVELS = Set.of("debug", "info", "warn", "error", "fatal");

    @Option(
            names = "--public-url",
            paramLabel = "URL",
            description = "a URL of yours that leads to --port of this machine: needs no tunnel")
    private Optional<String> publicUrl = Optional.empty();

    @Option(
            names = "--tunnel-command",
            paramLabel = "COMMAND",
            description = "another tunnel's program, with {port} or {url} of the listener")
    private Optional<String> tunnelCommand = Optional.empty();

    @Option(
            names = "--cloudflared-loglevel",
            paramLabel = "LEVEL",
            description = "debug, info, warn, error or fatal (default info)")
    private String cloudflaredLevel = "info";

    @Option(
            names = "--event-broker-url",
            paramLabel = "URL",
            description = "subscribe at this event broker; the rule stays as it is")
    private Optional<String> broker = Optional.empty();

    @Option(
            names = "--poll-interval",
            paramLabel = "SECONDS",
            description = "how often the subscription is looked after (default 30)")
    private double pollInterval = 30;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "the address to which the way in leads (default 127.0.0.1)")
    private String host = "127.0.0.1";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "the port to which the way in leads (default any free one)")
    private int port;

    /** Checks what goes together. */
    void check(CommandSpec spec, boolean saysCloudflared) {
        boolean two = publicUrl.isPresent() && tunnelCommand.isPresent();
        if (two || (saysCloudflared && saysTunnel())) {
            throw wrong(
                    spec,
                    "--public-url, --tunnel-command and --cloudflared-command are three ways in:"
                            + " name one");
        }
        ParseResult given = spec.commandLine().getParseResult();
        if (saysTunnel() && given.hasMatchedOption("--cloudflared-loglevel")) {
            throw wrong(
                    spec,
                    "--cloudflared-loglevel has no effect with --public-url or --tunnel-command:"
                            + " leave it out");
        }
        if (broker.isEmpty() && given.hasMatchedOption("--poll-interval")) {
            throw wrong(spec, "--poll-interval needs --event-broker-url");
        }
        if (publicUrl.isPresent() && port == 0) {
            throw wrong(spec, "--public-url needs --port, the port of this machine it leads to");
        }
        if (port < 0 || port > 65_535) {
            throw wrong(spec, "--port takes a port from 0 (any) to 65535, not " + port);
        }
        if (!LEVELS.contains(cloudflaredLevel)) {
            throw wrong(
                    spec,
                    "--cloudflared-loglevel takes debug, info, warn, error or fatal, not "
                            + cloudflaredLevel);
        }
        if (!(pollInterval >= 0.1 && pollInterval <= 86_400)) {
            throw wrong(spec, "--poll-interval takes seconds from 0.1 to 86400");
        }
    }

    /** Returns whether a tunnel or URL was named. */
    boolean saysTunnel() {
        return publicUrl.isPresent() || tunnelCommand.isPresent();
    }

    /**
     * Returns the broker.
     *
     * @throws ListenException if it is not a URL
     */
    Optional<URI> broker() {
        return broker.map(text -> {
            String bare = text.replaceAll("/+$", "");
            if (!bare.matches("https?://[^/?#@\\s]+")) {
                throw new ListenException(
                        "--event-broker-url takes a URL like http://127.0.0.1:9002, not " + text);
            }
            return URI.create(bare);
        });
    }

    Duration pollInterval() {
        return Duration.ofMillis((long) (pollInterval * 1_000));
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    /**
     * Returns the named tunnel, or cloudflared's.
     *
     * @throws ListenException if an option is wrong
     */
    Tunnel tunnel(Tunnels tunnels, String cloudflared, String label) {
        try {
            return publicUrl
                    .map(tunnels::fixed)
                    .or(() -> tunnelCommand.map(tunnels::command))
                    .orElseGet(() -> tunnels.cloudflared(cloudflared, cloudflaredLevel, label));
        } catch (IllegalArgumentException e) {
            throw new ListenException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Returns the way in for people. */
    String shown(String cloudflared) {
        return publicUrl
                .map(url -> "public URL " + url)
                .or(() -> tunnelCommand.map(command -> "tunnel of " + command))
                .orElseGet(() -> "tunnel of " + cloudflared);
    }

    private static ParameterException wrong(CommandSpec spec, String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
