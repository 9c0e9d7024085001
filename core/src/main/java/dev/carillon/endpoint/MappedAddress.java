package dev.carillon.endpoint;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Converts IPv4-mapped IPv6 addresses ({@code ::ffff:0:0/96}), for which the operating system
 * connects to the IPv4 address inside. Java converts literal ones to IPv4 addresses, but not those
 * in AAAA records.
 */
final class MappedAddress {
    private static final int ZEROS = 10;
    private static final int IPV4 = 12;

    private MappedAddress() {}

    /** Returns the IPv4 address inside a mapped one; any other address unchanged. */
    static InetAddress unmapped(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] bytes = address.getAddress();
        return isMapped(bytes) ? of(Arrays.copyOfRange(bytes, IPV4, bytes.length)) : address;
    }

    private static boolean isMapped(byte[] bytes) {
        for (int i = 0; i < ZEROS; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return bytes[ZEROS] == (byte) 0xFF && bytes[ZEROS + 1] == (byte) 0xFF;
    }

    private static InetAddress of(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an IPv4 address has four bytes", e);
        }
    }
}
