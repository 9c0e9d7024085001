package dev.carillon.b2;

import dev.carillon.rule.Target;
import dev.carillon.rule.TargetCheck;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The rules for URLs of webhooks: https addresses to which the server delivers, except those of
 * Backblaze. Plain http is allowed by a setting, or to this machine if the server delivers there.
 */
final class TargetRules {
    private static final int LONGEST = 2_048;
    private static final List<String> BACKBLAZE =
            List.of("backblaze.com", "backblazeb2.com", "backblaze.net");

    private final TargetCheck server;
    private final boolean http;

    /**
     * Creates the rules of a server that delivers to the targets that {@code server} accepts.
     *
     * @param http whether plain http is allowed
     */
    TargetRules(TargetCheck server, boolean http) {
        this.server = server;
        this.http = http;
    }

    void check(String url) {
        URI parsed = parsed(url);
        String scheme = parsed.getScheme().toLowerCase(Locale.ROOT);
        String host = parsed.getHost().toLowerCase(Locale.ROOT);
        boolean plain = scheme.equals("http") && (http || thisMachine(host));
        if (!scheme.equals("https") && !plain) {
            throw RuleError.TARGET_URL_PROTOCOL_INVALID.because(
                    "The URL %s must be https (--allow-http-targets takes http too)"
                            .formatted(shown(url)));
        }
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        if (BACKBLAZE.stream().anyMatch(text -> name.equals(text) || name.endsWith("." + text))) {
            throw RuleError.TARGET_URL_DOMAIN_INVALID.because(
                    "The URL %s must not point to Backblaze".formatted(shown(url)));
        }
        server.objection(new Target(url, Map.of()))
                .ifPresent(why -> {
                    throw RuleError.TARGET_URL_INVALID.because(why);
                });
    }

    private static URI parsed(String url) {
        try {
            URI parsed = new URI(url);
            if (url.length() <= LONGEST
                    && parsed.getScheme() != null
                    && parsed.getHost() != null
                    && parsed.getFragment() == null) {
                return parsed;
            }
        } catch (URISyntaxException _) {
            // Refused below.
        }
        throw RuleError.TARGET_URL_INVALID.because(
                "'%s' is no URL: write https://host/path".formatted(shown(url)));
    }

    private static boolean thisMachine(String host) {
        return host.equals("localhost")
                || host.equals("[::1]")
                || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    private static String shown(String url) {
        return new Target(url, Map.of()).shown();
    }
}
