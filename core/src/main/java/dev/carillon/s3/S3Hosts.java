package dev.carillon.s3;

import dev.carillon.http.Request;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds the bucket that a request's {@code Host} names, where it names one: virtual-hosted style,
 * {@code bucket.domain}. A domain itself, an IP address and a name of a single label (that of a
 * container) name none: there the path does. For any number of threads.
 */
public final class S3Hosts {
    private final List<String> domains;

    /** Hosts below these domains name buckets; in lower case, without port. */
    public S3Hosts(List<String> domains) {
        this.domains =
                domains.stream().sorted(Comparator.comparing(String::length).reversed()).toList();
    }

    /** Hosts of a server that only its own machine knows: {@code bucket.localhost}. */
    public static S3Hosts ofLocalhost() {
        return new S3Hosts(List.of("localhost"));
    }

    /** The meaning of a request's host. */
    public sealed interface Style {
        /** The path begins with the bucket. */
        record Path() implements Style {}

        /** The host names the bucket, and the path is the key. */
        record Virtual(String bucket) implements Style {}

        /** The host is nobody's here, so it is not known what the path means. */
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
                domains.stream().filter(it -> host.endsWith('.' + it)).findFirst();
        return domain.<Style>map(it -> new Style.Virtual(bucket(host, it)))
                .orElseGet(() -> new Style.Unknown(host));
    }

    private static String bucket(String host, String domain) {
        return host.substring(0, host.length() - domain.length() - 1);
    }

    /** Without port, and without the dot that may end a full name. */
    private static String name(String header) {
        String host = header.strip().toLowerCase(Locale.ROOT);
        int port = host.indexOf(':', host.lastIndexOf(']') + 1);
        String name = port < 0 ? host : host.substring(0, port);
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /** Whether it is an IP address: no top-level domain is a number. */
    private static boolean isAddress(String host) {
        String last = host.substring(host.lastIndexOf('.') + 1);
        return host.startsWith("[") || last.chars().allMatch(it -> it >= '0' && it <= '9');
    }
}
