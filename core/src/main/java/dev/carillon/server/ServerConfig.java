package dev.carillon.server;

import dev.carillon.endpoint.Cidr;
import dev.carillon.engine.EventRetention;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.RefusedException;
import dev.carillon.rule.RetryPolicy;
import dev.carillon.rule.RetrySchedule;
import dev.carillon.rule.Units;
import dev.carillon.secrets.KeySource;
import dev.carillon.signature.AccessKey;
import dev.carillon.signature.Secret;
import dev.carillon.store.MinFreeSpace;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The configuration of a server. Each component is a {@link Setting}; docs/configuration.md gives
 * the reasons.
 *
 * @param data the data directory
 * @param host the address to listen on
 * @param s3Port S3 and topics; 0 = any free port, empty = off
 * @param b2 the B2 native API
 * @param broker the event broker
 * @param adminPort health, metrics, admin; 0 = any free port, empty = off
 * @param region the region that clients see
 * @param domains hosts of this server, whose subdomains name buckets; in lower case
 * @param tls empty = plain HTTP
 * @param secrets the keys that seal stored secrets; empty = in their file in the data directory
 * @param allowSecretsInCleartext whether topics with passwords are accepted over plain HTTP
 * @param connections the number of connections that the ports accept
 * @param trustForwardedHttps whether X-Forwarded-Proto is trusted
 * @param allowTargets networks (CIDR) beyond the public ones to which events may be sent
 * @param cephCompat whether Ceph's behaviour is kept even where Carillon corrects it
 * @param log the format of log lines
 * @param attempts the attempts to deliver that get a log line
 * @param retention of events that are not owed any more
 * @param deadLetterRetention how long dead letters are kept; empty = for ever
 * @param minFreeSpace the part of the disk that new data may not use
 * @param memory bytes for the store beside Java's heap; empty = {@link NativeMemory#defaultBytes}
 * @param queued the delivery policy of topics that set nothing themselves
 * @param rootKey from the environment; empty = kept in the data directory
 */
public record ServerConfig(
        Path data,
        String host,
        OptionalInt s3Port,
        B2Config b2,
        BrokerConfig broker,
        OptionalInt adminPort,
        String region,
        List<String> domains,
        Optional<TlsFiles> tls,
        Optional<KeySource> secrets,
        boolean allowSecretsInCleartext,
        ConnectionConfig connections,
        boolean trustForwardedHttps,
        List<Cidr> allowTargets,
        boolean cephCompat,
        LogFormat log,
        AttemptLines attempts,
        EventRetention retention,
        Optional<Duration> deadLetterRetention,
        MinFreeSpace minFreeSpace,
        OptionalLong memory,
        DeliveryPolicy queued,
        Optional<AccessKey> rootKey) {
    /**
     * The principal for which the root key pair acts, and so the owner of everything created with
     * it. Use it only to create that key pair: buckets, topics and keys store their owner, and
     * faces show the stored one.
     */
    public static final String ROOT = "root";

    private static final int MAX_PORT = 65_535;
    private static final int MAX_DOMAIN = 253;
    private static final String DOMAIN =
            "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*";
    private static final String ADDRESS = "[0-9.]+";

    public ServerConfig {
        domains = List.copyOf(domains);
        allowTargets = List.copyOf(allowTargets);
    }

    /**
     * Converts and checks the settings.
     *
     * @throws ConfigException if a value is invalid; the message names the place where it was given
     */
    public static ServerConfig of(Settings settings) {
        return new ServerConfig(
                Path.of(named(settings, Setting.DATA)),
                named(settings, Setting.HOST),
                port(settings, Setting.S3_PORT),
                B2Config.of(settings),
                BrokerConfig.of(settings),
                port(settings, Setting.ADMIN_PORT),
                region(settings),
                domains(settings),
                tls(settings),
                SecretsConfig.of(settings),
                on(settings, Setting.ALLOW_SECRETS_IN_CLEARTEXT),
                ConnectionConfig.of(settings),
                on(settings, Setting.TRUST_FORWARDED_HTTPS),
                networks(settings),
                on(settings, Setting.CEPH_COMPAT),
                log(settings),
                attempts(settings),
                judged(settings, Setting.RETENTION, EventRetention::parse),
                judged(settings, Setting.DEAD_LETTER_RETENTION, ServerConfig::ageOrForEver),
                judged(settings, Setting.MIN_FREE_SPACE, ServerConfig::minFreeSpace),
                memory(settings),
                queued(settings),
                rootKey(settings));
    }

    /** Returns the defaults, as {@code carillon serve} without options has them. */
    public static ServerConfig defaults() {
        return of(Settings.defaults());
    }

    private static String named(Settings settings, Setting setting) {
        String text = settings.text(setting);
        if (text.isEmpty()) {
            throw settings.wrong(setting, "needs a value");
        }
        return text;
    }

    static OptionalInt port(Settings settings, Setting setting) {
        String text = settings.text(setting).toLowerCase(Locale.ROOT);
        if (text.equals("off")) {
            return OptionalInt.empty();
        }
        OptionalInt port = number(text);
        if (port.isEmpty() || port.getAsInt() > MAX_PORT) {
            throw settings.wrong(
                    setting, "'" + text + "' is no port: give 1 to 65535, 0 for any, or off");
        }
        return port;
    }

    private static String region(Settings settings) {
        String text = named(settings, Setting.REGION);
        if (!text.matches("[A-Za-z0-9-]{1,64}")) {
            throw settings.wrong(
                    Setting.REGION, "a region is up to 64 letters, digits and dashes: " + text);
        }
        return text;
    }

    private static List<String> domains(Settings settings) {
        List<String> domains =
                Stream.of(settings.text(Setting.DOMAIN).toLowerCase(Locale.ROOT).split(","))
                        .map(String::strip)
                        .filter(text -> !text.isEmpty())
                        .toList();
        for (String domain : domains) {
            if (domain.length() > MAX_DOMAIN
                    || !domain.matches(DOMAIN)
                    || domain.matches(ADDRESS)) {
                throw settings.wrong(
                        Setting.DOMAIN,
                        "'%s' is no domain: give names without scheme, port and wildcard, such as s3.example.com"
                                .formatted(domain));
            }
        }
        return domains;
    }

    private static Optional<TlsFiles> tls(Settings settings) {
        String certificate = settings.text(Setting.TLS_CERT);
        String key = settings.text(Setting.TLS_KEY);
        if (certificate.isEmpty() != key.isEmpty()) {
            throw settings.wrong(
                    certificate.isEmpty() ? Setting.TLS_KEY : Setting.TLS_CERT,
                    "--tls-cert and --tls-key go together, the other one is missing");
        }
        return certificate.isEmpty()
                ? Optional.empty()
                : Optional.of(new TlsFiles(Path.of(certificate), Path.of(key)));
    }

    static boolean on(Settings settings, Setting setting) {
        String text = settings.text(setting).toLowerCase(Locale.ROOT);
        return switch (text) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default -> throw settings.wrong(setting, "'" + text + "' is neither true nor false");
        };
    }

    private static List<Cidr> networks(Settings settings) {
        try {
            return Cidr.parseAll(settings.text(Setting.ALLOW_TARGETS));
        } catch (IllegalArgumentException e) {
            throw settings.wrong(Setting.ALLOW_TARGETS, String.valueOf(e.getMessage()));
        }
    }

    private static AttemptLines attempts(Settings settings) {
        String text = settings.text(Setting.LOG_ATTEMPTS).toLowerCase(Locale.ROOT);
        return switch (text) {
            case "all" -> AttemptLines.ALL;
            case "failed" -> AttemptLines.FAILED;
            case "none" -> AttemptLines.NONE;
            default ->
                    throw settings.wrong(
                            Setting.LOG_ATTEMPTS, "'" + text + "' is none of all, failed and none");
        };
    }

    private static LogFormat log(Settings settings) {
        String text = settings.text(Setting.LOG).toLowerCase(Locale.ROOT);
        return switch (text) {
            case "text" -> LogFormat.TEXT;
            case "json" -> LogFormat.JSON;
            default -> throw settings.wrong(Setting.LOG, "'" + text + "' is neither text nor json");
        };
    }

    static <T> T judged(Settings settings, Setting setting, Function<String, T> parse) {
        try {
            return parse.apply(named(settings, setting));
        } catch (RefusedException e) {
            throw settings.wrong(setting, String.valueOf(e.getMessage()));
        }
    }

    private static Optional<Duration> ageOrForEver(String text) {
        return text.equals("0")
                ? Optional.empty()
                : Optional.of(Units.duration(text)).filter(Duration::isPositive);
    }

    private static OptionalLong memory(Settings settings) {
        try {
            return NativeMemory.here().parse(settings.text(Setting.MEMORY));
        } catch (RefusedException e) {
            throw settings.wrong(Setting.MEMORY, String.valueOf(e.getMessage()));
        }
    }

    private static MinFreeSpace minFreeSpace(String text) {
        return text.matches("[0-9]{1,2}%")
                ? new MinFreeSpace.Percent(Integer.parseInt(text.substring(0, text.length() - 1)))
                : new MinFreeSpace.Bytes(bytesOrShare(text));
    }

    private static long bytesOrShare(String text) {
        try {
            return Units.bytes(text);
        } catch (RefusedException e) {
            throw new RefusedException(
                    "'%s' is neither a size nor a share of the disk: write 256MiB or 5%%, or 0 to"
                                    .formatted(text)
                            + " take data until the disk is full");
        }
    }

    /**
     * Returns the policy of queued deliveries. Zero means no limit, as in Ceph, and no pause; a
     * value that is not set means Carillon's own default.
     */
    private static DeliveryPolicy queued(Settings settings) {
        OptionalInt seconds = count(settings, Setting.TOPIC_PERSISTENCY_TIME_TO_LIVE);
        OptionalInt retries = count(settings, Setting.TOPIC_PERSISTENCY_MAX_RETRIES);
        OptionalInt pause = count(settings, Setting.TOPIC_PERSISTENCY_SLEEP_DURATION);
        RetryPolicy ours = RetryPolicy.defaults();
        return DeliveryPolicy.defaults()
                .with(
                        new RetryPolicy(
                                duration(pause)
                                        .<RetrySchedule>map(RetrySchedule.Fixed::new)
                                        .orElse(ours.schedule()),
                                retries.orElse(0) == 0 ? OptionalInt.empty() : retries,
                                duration(seconds).filter(Duration::isPositive),
                                ours.finalStatuses()));
    }

    private static Optional<Duration> duration(OptionalInt seconds) {
        return seconds.isEmpty()
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds(seconds.getAsInt()));
    }

    private static OptionalInt count(Settings settings, Setting setting) {
        String text = settings.text(setting);
        OptionalInt count = number(text);
        if (count.isEmpty() && !text.isEmpty()) {
            throw settings.wrong(
                    setting,
                    "'" + text + "' is no number of " + setting.label().toLowerCase(Locale.ROOT));
        }
        return count;
    }

    private static OptionalInt number(String text) {
        return text.matches("[0-9]{1,9}")
                ? OptionalInt.of(Integer.parseInt(text))
                : OptionalInt.empty();
    }

    private static Optional<AccessKey> rootKey(Settings settings) {
        var id = settings.variable("CARILLON_ACCESS_KEY");
        var secret = settings.variable("CARILLON_SECRET_KEY");
        if (id.isPresent() != secret.isPresent()) {
            throw new ConfigException(
                    "CARILLON_ACCESS_KEY and CARILLON_SECRET_KEY go together, one is missing");
        }
        return id.map(text -> new AccessKey(text, Secret.of(secret.orElseThrow()), ROOT));
    }
}
