package dev.carillon.s3;

import dev.carillon.http.Request;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the bucket that a request's {@code Host} names in virtual-hosted style, {@code
 * bucket.domain}. A domain itself, an IP address and a name of a single label (that of a container)
 * name no bucket: then the path does. Thread-safe.
 */
public final class S3Hosts {
    private final List<String> domains;

    /**
     * Creates the rule that hosts below these domains name buckets; the domains are in lower case,
     * without port.
     */
    public S3Hosts(List<String> domains) {
        this.domains =
                domains.stream().sorted(Comparator.comparing(String::length).reversed()).toList();
    }

    /**
     * Returns the hosts of a server that is used on its own machine only: {@code bucket.localhost}.
     */
    public static S3Hosts ofLocalhost() {
        return new S3Hosts(List.of("localhost"));
    }

    /** The meaning of a request's host. */
    public sealed interface Style {
        /** The path begins with the bucket. */
        record Path() implements Style {}

        /** The host names the bucket, and the path is the key. */
        record Virtual(String bucket) implements Style {}

        /** The host is unknown, so the meaning of the path is not known. */
        record Unknown(String host) implements Style {}
    }

    /** Reads a request's host. */
    public Style style(Request request) {
        return request.header("host").map(this::style).orElseGet(Style.Path::new);
    }

    private Style style(String header) {
        String host = name(header);
        if (host.indexOf('.') < 0 || isAddress(host) || domains.contains(host)) {
            return new Style.Path();
        }
        Optional<String> domain =
                domains.stream().filter(text -> host.endsWith('.' + text)).findFirst();
        return domain.<Style>map(text -> new Style.Virtual(bucket(host, text)))
                .orElseGet(() -> new Style.Unknown(host));
    }

    private static String bucket(String host, String domain) {
        return host.substring(0, host.length() - domain.length() - 1);
    }

    /** Returns the host name without port, and without a final dot. */
    private static String name(String header) {
        String host = header.strip().toLowerCase(Locale.ROOT);
        int port = host.indexOf(':', host.lastIndexOf(']') + 1);
        String name = port < 0 ? host : host.substring(0, port);
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /** Returns whether a host is an IP address: no top-level domain is a number. */
    private static boolean isAddress(String host) {
        String last = host.substring(host.lastIndexOf('.') + 1);
        return host.startsWith("[") || isNumber(last);
    }

    private static boolean isNumber(String label) {
        for (int i = 0; i < label.length(); i++) {
            if (label.charAt(i) < '0' || label.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }
}
