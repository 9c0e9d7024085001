package dev.carillon.kafka;

import dev.carillon.endpoint.ClientTls;
import dev.carillon.endpoint.Credentials;
import dev.carillon.endpoint.HostAndPort;
import dev.carillon.rule.Target;
import dev.carillon.rule.TopicAttribute;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything of a target that concerns the connections to its cluster. Endpoints share a producer
 * if, and only if, theirs are equal.
 *
 * @param brokers asked for the cluster, that of the URL first; 1 to {@value #MOST_BROKERS}
 * @param acks the acknowledgement that counts as delivery
 * @param sasl the user; empty if the brokers ask for none
 * @param tls the target's attributes of TLS; empty if connections use none
 */
record KafkaConnection(
        List<HostAndPort> brokers,
        AckLevel acks,
        Optional<Sasl> sasl,
        Optional<Map<String, String>> tls) {
    static final int MOST_BROKERS = 256;

    private static final int DEFAULT_PORT = 9_092;

    private static final Set<String> MECHANISMS = Set.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512");

    /**
     * Reads a target, whose attributes have been checked against the kind.
     *
     * @throws IllegalArgumentException if it cannot be delivered to as configured; the message says
     *     what to write and holds no password
     */
    static KafkaConnection of(Target target) {
        return new KafkaConnection(brokers(target), acks(target), sasl(target), tls(target));
    }

    /** Returns the brokers for messages, and nothing secret. */
    @Override
    public String toString() {
        return brokers.stream().map(HostAndPort::toString).collect(Collectors.joining(","));
    }

    private static List<HostAndPort> brokers(Target target) {
        String listed = KafkaKind.BROKERS.in(target.options());
        Stream<String> more = listed.isBlank() ? Stream.of() : Arrays.stream(listed.split(",", -1));
        var all = new LinkedHashSet<HostAndPort>();
        all.add(ofUrl(target.address()));
        boolean secret = listed.indexOf('@') >= 0;
        more.map(String::strip).map(text -> listed(text, secret)).forEach(all::add);
        if (all.size() > MOST_BROKERS) {
            throw new IllegalArgumentException(
                    "kafka-brokers has more than %d brokers: a few are enough, because they name the others"
                            .formatted(MOST_BROKERS));
        }
        return List.copyOf(all);
    }

    /** Reads the part between user and path; Ceph ignores the path, and so does this. */
    private static HostAndPort ofUrl(String url) {
        String authority = authority(url);
        String shown = url.indexOf('@') < 0 ? "'" + authority + "'" : "the text after @";
        return broker("push-endpoint", authority.substring(authority.lastIndexOf('@') + 1), shown);
    }

    private static String authority(String url) {
        return url.substring(url.indexOf("://") + 3).split("[/?#]", 2)[0];
    }

    private static HostAndPort listed(String text, boolean secret) {
        String shown = secret ? "a part of a text with @" : "'" + text + "'";
        return broker(KafkaKind.BROKERS.name(), text, shown);
    }

    /**
     * Reads a broker.
     *
     * @param shown in the message instead of the text, which may hold a password
     */
    private static HostAndPort broker(String attribute, String text, String shown) {
        try {
            return HostAndPort.parse(text, DEFAULT_PORT);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "%s: %s is no broker: write host or host:port, with a port from 1 to 65535, and commas between brokers of kafka-brokers"
                            .formatted(attribute, shown),
                    e);
        }
    }

    private static AckLevel acks(Target target) {
        String level = KafkaKind.ACK_LEVEL.in(target.options());
        return switch (level) {
            case "broker" -> AckLevel.BROKER;
            case "none" -> AckLevel.NONE;
            default ->
                    throw new IllegalArgumentException(
                            "kafka-ack-level: write broker or none, not '%s'".formatted(level));
        };
    }

    private static Optional<Sasl> sasl(Target target) {
        Credentials.objection(target)
                .ifPresent(text -> {
                    throw new IllegalArgumentException(text);
                });
        Optional<Credentials> user = Credentials.of(target);
        if (user.isEmpty() && authority(target.address()).indexOf('@') >= 0) {
            throw new IllegalArgumentException(
                    "push-endpoint: write user:password@ before the host, or nothing");
        }
        String mechanism = KafkaKind.MECHANISM.in(target.options());
        String written = target.options().getOrDefault(KafkaKind.MECHANISM.name(), "");
        if (!MECHANISMS.contains(mechanism)) {
            throw new IllegalArgumentException(unknown(mechanism));
        }
        if (user.isEmpty() && !written.isEmpty()) {
            throw new IllegalArgumentException(
                    "mechanism has no effect without a user: set user-name and password first");
        }
        return user.map(found -> new Sasl(mechanism, found.user(), found.password()));
    }

    private static String unknown(String mechanism) {
        String why =
                switch (mechanism) {
                    case "GSSAPI" ->
                            "GSSAPI (Kerberos) is not built in, because it needs a login of the"
                                    + " whole process";
                    case "OAUTHBEARER" ->
                            "OAUTHBEARER is not built in, because it needs a token service";
                    default -> "'" + mechanism + "' is unknown";
                };
        return "mechanism: " + why + ": write PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512";
    }

    private static Optional<Map<String, String>> tls(Target target) {
        var given = new TreeMap<String, String>();
        for (TopicAttribute attribute : ClientTls.ATTRIBUTES) {
            String value = target.options().getOrDefault(attribute.name(), "");
            if (!value.isEmpty()) {
                given.put(attribute.name(), value);
            }
        }
        if (KafkaKind.USE_SSL.isTrue(target.options())) {
            return Optional.of(given);
        }
        given.keySet().stream()
                .filter(name -> !name.equals(ClientTls.VERIFY_SSL.name()))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(
                            name + " has no effect without TLS: set use-ssl to true first");
                });
        return Optional.empty();
    }
}
