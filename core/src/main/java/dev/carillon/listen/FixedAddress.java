package dev.carillon.listen;

import java.net.URI;

/**
 * A public URL that leads here by other means, such as a reverse proxy or a port that a router
 * forwards. It is open at once and never changes.
 */
public final class FixedAddress implements Tunnel {
    private final URI url;

    /**
     * Creates a way in through a URL.
     *
     * @throws IllegalArgumentException if it is not an absolute http or https URL with a host; the
     *     message says what to write
     */
    public FixedAddress(String url) {
        this.url = parsed(url);
    }

    @Override
    public void start(Reports reports) {
        reports.opened(url);
        reports.connected("Public URL is fixed");
    }

    @Override
    public void close() {
        // Nothing runs.
    }

    private static URI parsed(String text) {
        try {
            URI url = URI.create(text);
            boolean web = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
            if (web && url.getHost() != null && url.getUserInfo() == null) {
                return url;
            }
        } catch (IllegalArgumentException _) {
            // Refused below.
        }
        throw new IllegalArgumentException(
                "--public-url takes a URL like https://events.example.com/hook, not " + text);
    }
}
