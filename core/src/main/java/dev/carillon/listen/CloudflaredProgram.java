package dev.carillon.listen;

import dev.carillon.rule.Units;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cloudflare's cloudflared with a quick tunnel. It is called as b2listen calls it, and with a port
 * for its metrics, because those tell the URL also when the log level hides it.
 *
 * @param command the program
 * @param local the URL to which requests are passed on
 * @param logLevel {@code debug}, {@code info}, {@code warn}, {@code error} or {@code fatal}
 * @param label by which a cleanup finds the process
 */
record CloudflaredProgram(String command, URI local, String logLevel, String label)
        implements TunnelProgram {
    private static final long LINE_NANOS = 2_000_000_000;

    @Override
    public Run prepare() {
        return new Quick("127.0.0.1:" + freePort());
    }

    @Override
    public TunnelFailure notStarted(IOException failure) {
        if (String.valueOf(failure.getMessage()).contains("ermission denied")) {
            return new TunnelFailure(
                    "Cannot run cloudflared executable at " + command,
                    "it must be a file that may be executed: chmod +x " + command,
                    TunnelFailure.Again.NEVER);
        }
        return new TunnelFailure(
                "Cannot find cloudflared executable at " + command,
                "install it, give its path with --cloudflared-command, or use --tunnel-command or"
                        + " --public-url",
                TunnelFailure.Again.NEVER);
    }

    @Override
    public String withoutUrl(Duration time) {
        return "cloudflared has got no URL for %s: check the network, or see why with --cloudflared-loglevel debug and --loglevel debug"
                .formatted(Units.text(time));
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException _) {
            return 0;
        }
    }

    /** A running process of cloudflared. */
    private final class Quick implements Run {
        private final String address;
        private CloudflaredMetrics metrics;
        private boolean open;
        private long openedNanos;
        private boolean connected;
        private Optional<String> trouble = Optional.empty();

        Quick(String address) {
            this.address = address;
            metrics = new CloudflaredMetrics(address);
        }

        @Override
        public List<String> command() {
            return List.of(
                    command,
                    "--no-autoupdate",
                    "tunnel",
                    "--url",
                    local.toString(),
                    "--loglevel",
                    logLevel,
                    "--label",
                    label,
                    "--metrics",
                    address);
        }

        @Override
        public List<TunnelNews> read(String text) {
            CloudflaredLine line = CloudflaredLine.of(text);
            line.metrics().ifPresent(other -> metrics = new CloudflaredMetrics(other));
            var news = new ArrayList<TunnelNews>();
            if (!open) {
                line.url().ifPresent(url -> news.add(opened(url)));
            }
            if (line.connected()) {
                connected = true;
                trouble = Optional.empty();
                // The box may be hidden by the log level or come later: ask before it is said.
                if (!open) {
                    metrics.url().ifPresent(url -> news.add(opened(url)));
                }
                news.add(new TunnelNews.Connected(line.message()));
            }
            Optional<String> now = CloudflaredFault.trouble(line);
            if (now.isPresent() && !now.equals(trouble)) {
                trouble = now;
                news.add(new TunnelNews.Trouble(now.get()));
            }
            return news;
        }

        @Override
        public List<TunnelNews> ask() {
            var news = new ArrayList<TunnelNews>();
            if (!open) {
                metrics.url().ifPresent(url -> news.add(opened(url)));
            }
            if (open && !connected && overdue() && metrics.ready()) {
                connected = true;
                news.add(new TunnelNews.Connected("Tunnel connection is ready"));
            }
            return news;
        }

        @Override
        public TunnelFailure failure(int exitCode, List<String> last) {
            return CloudflaredFault.of(exitCode, last);
        }

        /** Returns whether the line about the connection should have come by now. */
        private boolean overdue() {
            return System.nanoTime() - openedNanos > LINE_NANOS;
        }

        private TunnelNews opened(URI url) {
            open = true;
            openedNanos = System.nanoTime();
            return new TunnelNews.Url(url);
        }
    }
}
