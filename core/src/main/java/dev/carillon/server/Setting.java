package dev.carillon.server;

import java.util.Locale;
import java.util.Optional;

/**
 * The settings of the server: each row here is a flag ({@code --s3-port}), a variable ({@code
 * CARILLON_S3_PORT}), a key of the configuration file ({@code s3-port}) and a row in
 * docs/configuration.md.
 */
public enum Setting {
    DATA("carillon-data", "FOLDER", "the folder for all data; made if it does not exist"),
    HOST("127.0.0.1", "ADDRESS", "the address to listen on; 0.0.0.0 = all addresses"),
    S3_PORT("9000", "PORT", "S3 and topic API; 0 = any free port, off = do not listen"),
    B2_PORT("9001", "PORT", "B2 native API; 0 = any free port, off = do not listen"),
    BROKER_PORT("9002", "PORT", "event broker, on only with SIGNING_SECRET; 0 and off as above"),
    BROKER_STRICT("false", "", "refuse control requests whose signature covers the body only"),
    MAX_FAILURE_COUNT("5", "COUNT", "failed attempts of one event that end a subscription"),
    ADMIN_PORT("9003", "PORT", "health, metrics and admin; 0 = any free port, off = do not listen"),
    REGION("default", "NAME", "the region in answers, ARNs and events"),
    DOMAIN("localhost", "NAME,…", "domains of this server: BUCKET.NAME is a bucket's host"),
    TLS_CERT("", "FILE", "certificate chain (PEM): serve HTTPS instead of HTTP"),
    TLS_KEY("", "FILE", "the certificate's private key (PEM, PKCS #8, not encrypted)"),
    SECRETS_KEY_FILE("", "FILE", "the keys that seal stored secrets; not set = DATA/secrets-key"),
    ALLOW_SECRETS_IN_CLEARTEXT("false", "", "accept topics with passwords over plain HTTP too"),
    MAX_CONNECTIONS("", "COUNT", "limit of connections to the S3 port, and to the B2 port"),
    MAX_CONNECTIONS_PER_ADDRESS("", "COUNT", "limit of connections of one address to one port"),
    TRUST_FORWARDED_HTTPS("false", "", "trust X-Forwarded-Proto: https of a proxy in front"),
    ALLOW_TARGETS("", "CIDR,…", "private addresses that events may be delivered to"),
    ALLOW_HTTP_TARGETS("false", "", "accept B2 webhook URLs with http, not https"),
    B2_TOKEN_LIFETIME("24h", "TIME", "how long a B2 authorization token is valid"),
    B2_TRANSACTION_CAP("0", "COUNT", "limit of B2 requests of one key in a day; 0 = no cap"),
    B2_SUSPEND_AFTER("24h", "TIME", "suspend a B2 rule whose URL accepts no event for this long"),
    CEPH_COMPAT("false", "", "behave like Ceph where Carillon differs on purpose"),
    LOG("text", "text|json", "how log lines on stderr are written"),
    LOG_ATTEMPTS("failed", "all|failed|none", "which attempts to deliver get a log line"),
    RETENTION("7d,1GiB", "AGE,SIZE", "events kept for replay; 0 = only what is still owed"),
    DEAD_LETTER_RETENTION("30d", "AGE", "how long dead letters are kept; 0 = for ever"),
    MIN_FREE_SPACE(
            "256MiB", "SIZE|PERCENT", "refuse new data while less of the disk is free; 0 = never"),
    MEMORY("", "SIZE", "memory for the store beside Java's heap; not set = by the machine"),
    TOPIC_PERSISTENCY_TIME_TO_LIVE(
            "", "SECONDS", "how long a queued event is retried, if its topic does not say"),
    TOPIC_PERSISTENCY_MAX_RETRIES(
            "", "COUNT", "how often a queued event is retried, if its topic does not say"),
    TOPIC_PERSISTENCY_SLEEP_DURATION(
            "", "SECONDS", "the pause between two attempts, if the topic does not say");

    private final String defaultText;
    private final String label;
    private final String description;

    Setting(String defaultText, String label, String description) {
        this.defaultText = defaultText;
        this.label = label;
        this.description = description;
    }

    /** Returns the name in the configuration file: lower case with dashes. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the name on the command line. */
    public String flag() {
        return "--" + key();
    }

    /** Returns the name in the environment. */
    public String variable() {
        return "CARILLON_" + name();
    }

    /**
     * Returns the name that another program gives the same setting in the environment; {@link
     * #variable} has precedence over it.
     */
    Optional<String> foreignVariable() {
        return this == MAX_FAILURE_COUNT ? Optional.of(name()) : Optional.empty();
    }

    /** Returns the default value; empty = not set. */
    public String defaultText() {
        return defaultText;
    }

    /** Returns the name of its value in help texts; empty for a switch. */
    public String label() {
        return label;
    }

    /** Returns its purpose in one line. */
    public String description() {
        return description;
    }

    /** Returns whether it is a switch, either on or off. */
    public boolean isSwitch() {
        return label.isEmpty();
    }

    /**
     * Returns the setting with this key; underscores count as dashes, as in the names that Ceph
     * uses.
     */
    static Optional<Setting> of(String key) {
        for (Setting setting : values()) {
            if (setting.key().equals(key.replace('_', '-'))) {
                return Optional.of(setting);
            }
        }
        return Optional.empty();
    }
}
