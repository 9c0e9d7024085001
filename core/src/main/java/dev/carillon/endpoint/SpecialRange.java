package dev.carillon.endpoint;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * A range of addresses that belong to no host on the public internet: those of the IANA registries
 * of special-purpose addresses (IPv4, IPv6) that are not globally reachable, multicast, all IPv6
 * outside {@code 2000::/3}, the only range of global unicast addresses, and the metadata services
 * of clouds.
 */
record SpecialRange(Kind kind, Cidr range) {
    /** The known ranges, more special ones first. */
    private static final List<SpecialRange> ALL =
            List.of(
                    // AWS, Azure, Google, Oracle, OpenStack, DigitalOcean, Hetzner and others
                    range(Kind.METADATA, "169.254.169.254"),
                    range(Kind.METADATA, "fd00:ec2::254"),
                    // credentials of AWS containers: ECS, EKS
                    range(Kind.METADATA, "169.254.170.2"),
                    range(Kind.METADATA, "169.254.170.23"),
                    range(Kind.METADATA, "fd00:ec2::23"),
                    // Google
                    range(Kind.METADATA, "fd20:ce::254"),
                    // Oracle
                    range(Kind.METADATA, "192.0.0.192"),
                    range(Kind.METADATA, "fd00:c1::a9fe:a9fe"),
                    // OpenStack
                    range(Kind.METADATA, "fe80::a9fe:a9fe"),
                    // Azure, Alibaba, Tencent, Scaleway
                    range(Kind.METADATA, "168.63.129.16"),
                    range(Kind.METADATA, "100.100.100.200"),
                    range(Kind.METADATA, "169.254.0.23"),
                    range(Kind.METADATA, "169.254.42.42"),
                    range(Kind.METADATA, "fd00:42::42"),
                    range(Kind.UNSPECIFIED, "0.0.0.0/8"),
                    range(Kind.UNSPECIFIED, "::"),
                    range(Kind.LOOPBACK, "127.0.0.0/8"),
                    range(Kind.LOOPBACK, "::1"),
                    range(Kind.LINK_LOCAL, "169.254.0.0/16"),
                    range(Kind.LINK_LOCAL, "fe80::/10"),
                    range(Kind.PRIVATE, "10.0.0.0/8"),
                    range(Kind.PRIVATE, "172.16.0.0/12"),
                    range(Kind.PRIVATE, "192.168.0.0/16"),
                    range(Kind.PRIVATE, "fc00::/7"),
                    range(Kind.PRIVATE, "fec0::/10"),
                    range(Kind.PRIVATE, "64:ff9b:1::/48"),
                    range(Kind.SHARED, "100.64.0.0/10"),
                    range(Kind.BENCHMARKING, "198.18.0.0/15"),
                    range(Kind.DOCUMENTATION, "192.0.2.0/24"),
                    range(Kind.DOCUMENTATION, "198.51.100.0/24"),
                    range(Kind.DOCUMENTATION, "203.0.113.0/24"),
                    range(Kind.DOCUMENTATION, "2001:db8::/32"),
                    range(Kind.DOCUMENTATION, "3fff::/20"),
                    range(Kind.MULTICAST, "224.0.0.0/4"),
                    range(Kind.MULTICAST, "ff00::/8"),
                    range(Kind.BROADCAST, "255.255.255.255"),
                    // protocol assignments, 6to4 relays, the rest of class E
                    range(Kind.RESERVED, "192.0.0.0/24"),
                    range(Kind.RESERVED, "192.88.99.0/24"),
                    range(Kind.RESERVED, "240.0.0.0/4"),
                    // anycast of protocols, benchmarking, ORCHID, DRIP; Teredo is judged by the
                    // addresses it carries
                    range(Kind.RESERVED, "2001::/23"),
                    // outside 2000::/3, including discard-only (100::/64) and dummy
                    // (100:0:0:1::/64)
                    range(Kind.RESERVED, "::/3"),
                    range(Kind.RESERVED, "4000::/2"),
                    range(Kind.RESERVED, "8000::/1"));

    /**
     * Returns the first range that contains an address, which describes it best; empty = a public
     * address.
     */
    static Optional<SpecialRange> of(InetAddress address) {
        return ALL.stream()
                .filter(specialRange -> specialRange.range().contains(address))
                .findFirst();
    }

    /** Returns whether this is a loopback range. */
    boolean loopback() {
        return kind == Kind.LOOPBACK;
    }

    /**
     * Returns whether allowing a range also allows its addresses in this one. A metadata service
     * gives credentials to any caller, so it must be listed itself: an operator who lists the
     * network around it rarely has it in mind.
     */
    boolean openedBy(Cidr allowed) {
        return kind != Kind.METADATA || range.equals(allowed);
    }

    private static SpecialRange range(Kind kind, String cidr) {
        return new SpecialRange(kind, Cidr.parse(cidr));
    }

    /** The purpose of a range. */
    enum Kind {
        METADATA("a metadata address"),
        UNSPECIFIED("the unspecified address"),
        LOOPBACK("a loopback address"),
        LINK_LOCAL("a link-local address"),
        PRIVATE("a private address"),
        SHARED("a shared (CGNAT) address"),
        BENCHMARKING("a benchmarking address"),
        DOCUMENTATION("a documentation address"),
        MULTICAST("a multicast address"),
        BROADCAST("the broadcast address"),
        RESERVED("a reserved address");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** Returns the kind in words, with an article. */
        String words() {
            return words;
        }
    }
}
