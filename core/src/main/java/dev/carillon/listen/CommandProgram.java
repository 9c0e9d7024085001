package dev.carillon.listen;

import dev.carillon.rule.Units;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Any program that prints the public URL of its tunnel. An https URL without a path may be it,
 * wherever it stands in a line; which one it is, a {@link CheckedTunnel} finds out.
 *
 * @param command the command line
 * @param local the URL to which requests are passed on
 */
record CommandProgram(TunnelCommand command, URI local) implements TunnelProgram {
    private static final Pattern URL =
            Pattern.compile(
                    "https://((?:[A-Za-z0-9-]+\\.)*[A-Za-z0-9-]+(?::[0-9]{1,5})?)(/?)(?![\\w/?#%.~:@-]*[\\w/?#%~@-])");
    private static final int MAX_URLS = 16;

    @Override
    public Run prepare() {
        return new Printing();
    }

    @Override
    public TunnelFailure notStarted(IOException failure) {
        boolean denied = String.valueOf(failure.getMessage()).contains("ermission denied");
        return new TunnelFailure(
                "Cannot %s %s".formatted(denied ? "run" : "find", command.program()),
                denied
                        ? "it must be a file that may be executed: chmod +x " + command.program()
                        : "correct the first word of --tunnel-command, or install the program",
                TunnelFailure.Again.NEVER);
    }

    @Override
    public String withoutUrl(Duration time) {
        return "%s has printed no https URL for %s: let it print its log (ngrok: --log stdout), or give the URL with --public-url"
                .formatted(command.program(), Units.text(time));
    }

    /** A running process of the command. */
    private final class Printing implements Run {
        private final Set<URI> urls = new LinkedHashSet<>();

        @Override
        public List<String> command() {
            return command.at(local);
        }

        @Override
        public List<TunnelNews> read(String line) {
            var news = new ArrayList<TunnelNews>();
            Matcher found = URL.matcher(line);
            while (found.find() && urls.size() < MAX_URLS) {
                uri(found.group(1))
                        .filter(urls::add)
                        .ifPresent(url -> {
                            news.add(new TunnelNews.Url(url));
                            news.add(
                                    new TunnelNews.Connected(
                                            command.program() + " printed " + url));
                        });
            }
            return news;
        }

        @Override
        public List<TunnelNews> ask() {
            return List.of();
        }

        @Override
        public TunnelFailure failure(int exitCode, List<String> last) {
            String words = last.isEmpty() ? "" : " (" + last.getLast() + ")";
            return new TunnelFailure(
                    "%s ended with exit code %d%s".formatted(command.program(), exitCode, words),
                    "see what it prints with --loglevel debug",
                    TunnelFailure.Again.SOON);
        }
    }

    private static Optional<URI> uri(String host) {
        try {
            return Optional.of(URI.create("https://" + host)).filter(url -> url.getHost() != null);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
