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
 * Finds the addresses at which a packet to an address may arrive: the IPv6 address of a translator
 * or a tunnel carries the IPv4 address that is meant.
 *
 * <p>Forms: IPv4-mapped and IPv4-compatible (RFC 4291), IPv4-translated (RFC 2765), NAT64 with the
 * well-known prefix (RFC 6052), 6to4 (RFC 3056), Teredo with its server and its client (RFC 4380),
 * ISATAP (RFC 5214). An address of the local NAT64 prefix {@code 64:ff9b:1::/48} (RFC 8215) is used
 * unchanged, since its operator decides which of its bits are an IPv4 address.
 */
final class CarriedAddresses {
    /**
     * The addresses {@code ::} and {@code ::1}, which look like IPv4-compatible addresses but are
     * not.
     */
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
     * Returns the addresses to judge in place of this one; the address itself if it carries none.
     *
     * @return at least one address, none of them IPv4-mapped
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
        // an interface id of ISATAP may follow any prefix, and the prefix counts too
        return Stream.concat(meant, isatap(bytes) ? Stream.of(v4(bytes, 12)) : Stream.empty())
                .toList();
    }

    /** Returns whether the interface id is 0000:5efe or 0200:5efe, before the IPv4 address. */
    private static boolean isatap(byte[] bytes) {
        return (bytes[8] & ~0x02) == 0
                && bytes[9] == 0
                && bytes[10] == 0x5E
                && bytes[11] == (byte) 0xFE;
    }

    /** Returns the address with every bit inverted, as Teredo stores its client's address. */
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
     * A form of an address that carries others.
     *
     * @param range the addresses in this form
     * @param carried finds the IPv4 addresses in the bytes of an address
     */
    private record Form(Cidr range, Function<byte[], Stream<InetAddress>> carried) {}
}
