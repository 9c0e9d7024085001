package dev.carillon.rule;

import dev.carillon.signature.Secret;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address to deliver to, with its options. It is data only; the open connection is an endpoint.
 *
 * @param address the URL as configured, secrets included: never log it, log {@link #shown()}
 * @param options the attributes that concern the endpoint (verify-ssl, ca-location, …), by name
 * @param headers sent with every message, in this order
 * @param signingSecret the secret by which messages are signed; empty = they are not signed
 * @param topic the name of the topic whose endpoint it is, by which message queues route; empty if
 *     it belongs to a rule or subscription
 */
public record Target(
        String address,
        Map<String, String> options,
        List<Header> headers,
        Optional<Secret> signingSecret,
        Optional<String> topic) {
    private static final Pattern WITH_PASSWORD = Pattern.compile("://([^:/@?#]*):([^@/]*)@");

    public Target {
        options = Collections.unmodifiableMap(new TreeMap<>(options));
        headers = List.copyOf(headers);
    }

    /** Creates a target that belongs to no topic. */
    public Target(
            String address,
            Map<String, String> options,
            List<Header> headers,
            Optional<Secret> signingSecret) {
        this(address, options, headers, signingSecret, Optional.empty());
    }

    /** Creates a target without additional headers and without signature. */
    public Target(String address, Map<String, String> options) {
        this(address, options, List.of(), Optional.empty());
    }

    /** A header as its owner configured it: the value may be a secret. */
    public record Header(String name, String value) {
        /** Returns the name only. */
        @Override
        public String toString() {
            return name + ": ***";
        }
    }

    /** Returns the same target as that of a topic, or as that of none. */
    public Target of(Optional<String> name) {
        return topic.equals(name)
                ? this
                : new Target(address, options, headers, signingSecret, name);
    }

    /** Returns the part before {@code ://}, in lower case. */
    public String scheme() {
        int end = address.indexOf("://");
        return end < 0 ? "" : address.substring(0, end).toLowerCase(Locale.ROOT);
    }

    /** Returns the address with any password masked: for logs, messages and answers. */
    public String shown() {
        return WITH_PASSWORD.matcher(address).replaceFirst("://$1:***@");
    }

    /** Returns the password in the address; never log it. */
    public Optional<String> password() {
        Matcher found = WITH_PASSWORD.matcher(address);
        return found.find() ? Optional.of(found.group(2)) : Optional.empty();
    }

    @Override
    public String toString() {
        return shown();
    }
}
