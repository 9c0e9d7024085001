package dev.carillon.server;

import dev.carillon.rule.RefusedException;
import dev.carillon.signature.Secret;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The settings of the event broker. Each component is a {@link Setting}, except the secrets.
 *
 * @param port 0 = any free port, empty = off
 * @param secrets the secrets by which requests are signed, the newest first; each one is accepted;
 *     empty = the broker is off
 * @param strict whether control requests must be signed with method, path and time
 * @param maxFailureCount how often one event may fail before its subscription is removed, unless
 *     the subscription says otherwise
 */
public record BrokerConfig(
        OptionalInt port, List<Secret> secrets, boolean strict, int maxFailureCount) {
    /** The variable that holds the secrets, separated by a blank. */
    public static final String SECRET_VARIABLE = "SIGNING_SECRET";

    private static final String OUR_SECRET_VARIABLE = "CARILLON_" + SECRET_VARIABLE;
    private static final int MOST_SECRETS = 2;

    public BrokerConfig {
        secrets = List.copyOf(secrets);
    }

    static BrokerConfig of(Settings settings) {
        List<Secret> secrets = secrets(settings.environment());
        OptionalInt port = ServerConfig.port(settings, Setting.BROKER_PORT);
        if (secrets.isEmpty() && settings.said(Setting.BROKER_PORT) && port.isPresent()) {
            throw settings.wrong(
                    Setting.BROKER_PORT,
                    "the event broker needs a secret: set the variable "
                            + SECRET_VARIABLE
                            + " to the signing secret of the rules that publish to it");
        }
        return new BrokerConfig(
                port,
                secrets,
                ServerConfig.on(settings, Setting.BROKER_STRICT),
                ServerConfig.judged(settings, Setting.MAX_FAILURE_COUNT, BrokerConfig::tries));
    }

    /** Returns the port to listen on: none if the broker is off or has no secret. */
    public OptionalInt listens() {
        return secrets.isEmpty() ? OptionalInt.empty() : port;
    }

    /** Returns whether the broker is off only because it has no secret. */
    public boolean lacksSecret() {
        return port.isPresent() && secrets.isEmpty();
    }

    /**
     * Returns the secrets that the variables of a process hold, the newest first.
     *
     * @throws ConfigException if there are more than two
     */
    public static List<Secret> secrets(Map<String, String> environment) {
        String text =
                Stream.of(OUR_SECRET_VARIABLE, SECRET_VARIABLE)
                        .map(name -> environment.getOrDefault(name, ""))
                        .filter(value -> !value.isBlank())
                        .findFirst()
                        .orElse("");
        List<String> secrets =
                Stream.of(text.split("\\s+", -1)).filter(part -> !part.isEmpty()).toList();
        if (secrets.size() > MOST_SECRETS) {
            throw new ConfigException(
                    SECRET_VARIABLE
                            + " holds %d secrets: write the new one, a blank and the old one"
                                    .formatted(secrets.size()));
        }
        return secrets.stream().map(Secret::of).toList();
    }

    private static int tries(String text) {
        if (!text.matches("[1-9][0-9]?|100")) {
            throw new RefusedException("'" + text + "' is not a number from 1 to 100");
        }
        return Integer.parseInt(text);
    }
}
