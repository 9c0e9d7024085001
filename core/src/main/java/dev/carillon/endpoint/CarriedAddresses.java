package dev.carillon.endpoint;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Finds the addresses that a packet to an address may end up at: an IPv6 address of a translator or
 * a tunnel carries the IPv4 address that is meant.
 *
 * <p>Forms: IPv4-mapped and IPv4-compatible (RFC 4291), IPv4-translated (RFC 2765), NAT64 with the
 * well-known prefix (RFC 6052), 6to4 (RFC 3056), Teredo with its server and its client (RFC 4380),
 * ISATAP (RFC 5214). An address of the local NAT64 prefix {@code 64:ff9b:1::/48} (RFC 8215) is
 * taken as it is, since its operator decides which of its bits are an IPv4 address.
 */
final class CarriedAddresses {
    /** {@code ::} and {@code ::1} look like IPv4-compatible addresses and are none. */
    private static final Cidr NO_CARRIERS = Cidr.parse("::/127");

    private static final List<Form> FORMS =
            List.of(
                    new Form(Cidr.parse("64:ff9b::/96"), bytes -> Stream.of(v4(bytes, 12))),
                    new Form(Cidr.parse("::/96"), bytes -> Stream.of(v4(bytes, 12))),
                    new Form(Cidr.parse("::ffff:0:0:0/96"), bytes -> Stream.of(v4(bytes, 12))),
                    new Form(Cidr.parse("2002::/16"), bytes -> Stream.of(v4(bytes, 2))),
                    new Form(
                            Cidr.parse("2001::/32"),
                            bytes -> Stream.of(v4(bytes, 4), v4(inverted(bytes), 12))));

    private CarriedAddresses() {}

    /**
     * Returns the addresses to judge in place of this one; itself if it carries none.
     *
     * @return at least one address; no mapped one among them
     */
    static List<InetAddress> of(InetAddress address) {
        InetAddress plain = MappedAddress.unmapped(address);
        if (!(plain instanceof Inet6Address) || NO_CARRIERS.contains(plain)) {
            return List.of(plain);
        }
        byte[] bytes = plain.getAddress();
        Stream<InetAddress> meant =
                FORMS.stream()
                        .filter(form -> form.range().contains(plain))
                        .findFirst()
                        .map(form -> form.carried().apply(bytes))
                        .orElse(Stream.of(plain));
        // an interface id of ISATAP comes after any prefix, which counts too
        return Stream.concat(meant, isatap(bytes) ? Stream.of(v4(bytes, 12)) : Stream.empty())
                .toList();
    }

    /** An interface id of 0000:5efe or 0200:5efe before the IPv4 address. */
    private static boolean isatap(byte[] bytes) {
        return (bytes[8] & ~0x02) == 0
                && bytes[9] == 0
                && bytes[10] == 0x5E
                && bytes[11] == (byte) 0xFE;
    }

    /** Teredo keeps its client's address with every bit inverted. */
    private static byte[] inverted(byte[] bytes) {
        byte[] inverted = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            inverted[i] = (byte) ~bytes[i];
        }
        return inverted;
    }

    private static InetAddress v4(byte[] bytes, int offset) {
        try {
            return Inet4Address.getByAddress(Arrays.copyOfRange(bytes, offset, offset + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an IPv4 address has four bytes", e);
        }
    }

    /**
     * A form of an address.
     *
     * @param range of the addresses that have it
     * @param carried finds the IPv4 addresses among the bytes of one
     */
    private record Form(Cidr range, Function<byte[], Stream<InetAddress>> carried) {}
}
