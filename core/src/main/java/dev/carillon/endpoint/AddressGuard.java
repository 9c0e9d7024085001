package dev.carillon.endpoint;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Decides which addresses may be delivered to, so that a topic cannot be pointed at the inside of
 * the network: private, shared (CGNAT), loopback, link-local, metadata, multicast, reserved and
 * unspecified addresses are refused, also inside IPv6 forms that carry an IPv4 address (mapped,
 * compatible, translated, NAT64, 6to4, Teredo, ISATAP). Immutable.
 *
 * <p>It judges addresses, not names: whoever connects asks it for each address it is about to use,
 * see {@link GuardedNames}.
 */
public final class AddressGuard {
    private static final List<Range> REFUSED =
            List.of(
                    range("a metadata address", "169.254.169.254"),
                    range("a metadata address", "168.63.129.16"),
                    range("a metadata address", "100.100.100.200"),
                    range("a metadata address", "fd00:ec2::254"),
                    range("a link-local address", "169.254.0.0/16"),
                    range("a link-local address", "fe80::/10"),
                    range("a private address", "10.0.0.0/8"),
                    range("a private address", "172.16.0.0/12"),
                    range("a private address", "192.168.0.0/16"),
                    range("a private address", "192.0.0.0/24"),
                    range("a private address", "198.18.0.0/15"),
                    range("a private address", "fc00::/7"),
                    range("a private address", "fec0::/10"),
                    range("a private address", "64:ff9b:1::/48"),
                    range("a shared (CGNAT) address", "100.64.0.0/10"),
                    range("a multicast address", "224.0.0.0/4"),
                    range("a multicast address", "ff00::/8"),
                    range("the unspecified address", "0.0.0.0/8"),
                    range("the unspecified address", "::"),
                    range("a reserved address", "240.0.0.0/4"),
                    range("a reserved address", "100::/64"));

    private static final List<Range> LOOPBACK =
            List.of(range("a loopback address", "127.0.0.0/8"), range("a loopback address", "::1"));

    /** Where IPv6 forms carry an IPv4 address: the range and the index of its first byte. */
    private static final List<Carrier> CARRIERS =
            List.of(
                    carrier("64:ff9b::/96", 12),
                    carrier("2002::/16", 2),
                    carrier("::/96", 12),
                    carrier("::ffff:0:0:0/96", 12));

    private static final Cidr TEREDO = Cidr.parse("2001::/32");

    private final List<Cidr> allowed;
    private final boolean loopbackAllowed;

    /**
     * Makes a guard.
     *
     * @param allowed ranges that may be delivered to all the same ({@code --allow-targets})
     * @param loopbackAllowed whether loopback may, as it may while the server itself listens on
     *     loopback only
     */
    public AddressGuard(List<Cidr> allowed, boolean loopbackAllowed) {
        this.allowed = List.copyOf(allowed);
        this.loopbackAllowed = loopbackAllowed;
    }

    /**
     * Why nothing is delivered to the address, in words that name the flag to change that; empty
     * when it may be delivered to.
     */
    public Optional<String> objection(InetAddress address) {
        return kind(address)
                .map(kind ->
                        address.getHostAddress()
                                + " is "
                                + kind
                                + ", which Carillon does not deliver to; start the server"
                                + " with --allow-targets "
                                + Cidr.parse(plain(address))
                                + " if it should");
    }

    /** Whether the address may be delivered to. */
    public boolean allows(InetAddress address) {
        return kind(address).isEmpty();
    }

    private Optional<String> kind(InetAddress address) {
        if (allowed.stream().anyMatch(it -> it.contains(address))) {
            return Optional.empty();
        }
        Optional<String> loopback = first(LOOPBACK, address);
        if (loopback.isPresent()) {
            return loopbackAllowed ? Optional.empty() : loopback;
        }
        return first(REFUSED, address).or(() -> carried(address).flatMap(this::kind));
    }

    private static Optional<String> first(List<Range> ranges, InetAddress address) {
        return ranges.stream()
                .filter(it -> it.cidr().contains(address))
                .map(Range::kind)
                .findFirst();
    }

    /** The IPv4 address inside an IPv6 one. */
    private static Optional<InetAddress> carried(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return Optional.empty();
        }
        byte[] bytes = address.getAddress();
        if (TEREDO.contains(address)) {
            return Optional.of(inverted(bytes));
        }
        if (isatap(bytes)) {
            return Optional.of(v4(bytes, 12));
        }
        return CARRIERS.stream()
                .filter(it -> it.cidr().contains(address))
                .map(it -> v4(bytes, it.offset()))
                .findFirst();
    }

    /** RFC 5214: an interface id of 0000:5efe or 0200:5efe before the IPv4 address. */
    private static boolean isatap(byte[] bytes) {
        return (bytes[8] & ~0x02) == 0
                && bytes[9] == 0
                && bytes[10] == 0x5E
                && bytes[11] == (byte) 0xFE;
    }

    /** RFC 4380: Teredo keeps its client's address with every bit inverted. */
    private static InetAddress inverted(byte[] bytes) {
        byte[] client = Arrays.copyOfRange(bytes, 12, 16);
        for (int i = 0; i < client.length; i++) {
            client[i] = (byte) ~client[i];
        }
        return v4(client, 0);
    }

    private static InetAddress v4(byte[] bytes, int offset) {
        try {
            return Inet4Address.getByAddress(Arrays.copyOfRange(bytes, offset, offset + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an IPv4 address has four bytes", e);
        }
    }

    private static String plain(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    private static Range range(String kind, String cidr) {
        return new Range(kind, Cidr.parse(cidr));
    }

    private static Carrier carrier(String cidr, int offset) {
        return new Carrier(Cidr.parse(cidr), offset);
    }

    private record Range(String kind, Cidr cidr) {}

    private record Carrier(Cidr cidr, int offset) {}
}
