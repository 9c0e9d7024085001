package dev.carillon.endpoint;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * A range of addresses, as {@code 10.0.0.0/8} or {@code fd00::/8} names it.
 *
 * @param network its first address
 * @param bits how many leading bits all its addresses share
 */
public record Cidr(InetAddress network, int bits) {
    public Cidr {
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
    }

    /**
     * Reads {@code address/bits}, or one address.
     *
     * @throws IllegalArgumentException when it is neither, in words for the operator
     */
    public static Cidr parse(String text) {
        String trimmed = text.strip();
        int slash = trimmed.indexOf('/');
        InetAddress address = literal(slash < 0 ? trimmed : trimmed.substring(0, slash), text);
        return slash < 0
                ? of(address)
                : new Cidr(address, number(trimmed.substring(slash + 1), text));
    }

    /** Reads a list with commas between; blank = none. */
    public static List<Cidr> parseAll(String text) {
        return Arrays.stream(text.split(",", -1))
                .filter(part -> !part.isBlank())
                .map(Cidr::parse)
                .toList();
    }

    /** The range of one address. */
    public static Cidr of(InetAddress address) {
        return new Cidr(address, address.getAddress().length * 8);
    }

    /** Whether the address lies within; false for one of the other family. */
    public boolean contains(InetAddress address) {
        return address.getAddress().length == network.getAddress().length
                && masked(address, bits).equals(network);
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
            return withoutZone(InetAddress.ofLiteral(address));
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

    private static InetAddress masked(InetAddress address, int bits) {
        byte[] bytes = address.getAddress();
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.clamp(bits - i * 8L, 0, 8);
            bytes[i] &= (byte) (0xFF << (8 - kept));
        }
        return of(bytes);
    }

    /** The bytes as an address without name or zone, so that two can be compared. */
    private static InetAddress withoutZone(InetAddress address) {
        return address instanceof Inet4Address ? address : of(address.getAddress());
    }

    private static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }
}
