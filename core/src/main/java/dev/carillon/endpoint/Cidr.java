package dev.carillon.endpoint;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * A range of addresses in the form {@code 10.0.0.0/8} or {@code fd00::/8}. The IPv4-mapped form of
 * an IPv4 address is equal to that address: {@code ::ffff:10.0.0.0/104} is {@code 10.0.0.0/8}.
 *
 * @param network its first address, without a zone, and never in the mapped form
 * @param bits the number of leading bits that all its addresses share
 */
public record Cidr(InetAddress network, int bits) {
    private static final int MAPPED_BITS = 96;

    public Cidr {
        InetAddress plain = MappedAddress.unmapped(network);
        bits = plain.equals(network) ? bits : withoutMapping(bits, network);
        network = plain;
        int size = network.getAddress().length * 8;
        if (bits < 0 || bits > size) {
            throw new IllegalArgumentException(
                    "/" + bits + " is not between /0 and /" + size + " for " + text(network));
        }
        InetAddress first = masked(network, bits);
        if (!first.equals(network)) {
            throw new IllegalArgumentException(
                    text(network)
                            + "/"
                            + bits
                            + " begins at "
                            + text(first)
                            + "/"
                            + bits
                            + ": write that");
        }
        network = first;
    }

    /**
     * Reads {@code address/bits}, or one address.
     *
     * @throws IllegalArgumentException if it is neither; the message is for the operator
     */
    public static Cidr parse(String text) {
        String trimmed = text.strip();
        int slash = trimmed.indexOf('/');
        String written = slash < 0 ? trimmed : trimmed.substring(0, slash);
        InetAddress address = literal(written, text);
        if (slash < 0) {
            return of(address);
        }
        int bits = number(trimmed.substring(slash + 1), text);
        boolean mapped = address instanceof Inet4Address && written.indexOf(':') >= 0;
        return new Cidr(address, mapped ? withoutMapping(bits, address) : bits);
    }

    /** Reads a list separated by commas; blank = none. */
    public static List<Cidr> parseAll(String text) {
        return Arrays.stream(text.split(",", -1))
                .filter(part -> !part.isBlank())
                .map(Cidr::parse)
                .toList();
    }

    /** Returns the range that consists of one address. */
    public static Cidr of(InetAddress address) {
        return new Cidr(address, address.getAddress().length * 8);
    }

    /**
     * Returns whether the address is in the range; false if it is of the other family. The zone of
     * an address is ignored.
     */
    public boolean contains(InetAddress address) {
        InetAddress plain = MappedAddress.unmapped(address);
        return plain.getAddress().length == network.getAddress().length
                && masked(plain, bits).equals(network);
    }

    @Override
    public String toString() {
        return text(network) + "/" + bits;
    }

    private static String text(InetAddress address) {
        return address.getHostAddress();
    }

    private static InetAddress literal(String address, String whole) {
        try {
            return InetAddress.ofLiteral(address);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "'" + whole + "' is no address range: write one like 10.0.0.0/8 or fd00::/8",
                    e);
        }
    }

    private static int number(String bits, String whole) {
        if (!bits.matches("[0-9]{1,3}")) {
            throw new IllegalArgumentException(
                    "'" + whole + "' needs a number of bits after the slash, as in 10.0.0.0/8");
        }
        return Integer.parseInt(bits);
    }

    /** Returns the number of bits within the IPv4 address, for a range in the mapped form. */
    private static int withoutMapping(int bits, InetAddress network) {
        if (bits < MAPPED_BITS) {
            throw new IllegalArgumentException(
                    "/%d is not between /96 and /128 for a range of the form ::ffff:%s: write the"
                                    .formatted(bits, text(network))
                            + " IPv4 range");
        }
        return bits - MAPPED_BITS;
    }

    private static InetAddress masked(InetAddress address, int bits) {
        byte[] bytes = address.getAddress();
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.clamp(bits - i * 8L, 0, 8);
            bytes[i] &= (byte) (0xFF << (8 - kept));
        }
        return of(bytes);
    }

    private static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }
}
