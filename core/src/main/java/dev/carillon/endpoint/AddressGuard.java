package dev.carillon.endpoint;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Decides which addresses may be delivered to, so that a topic cannot be pointed at the inside of
 * the network. It refuses every {@link SpecialRange}, also inside the IPv6 forms that carry an IPv4
 * address ({@link CarriedAddresses}): an address may be delivered to if all that it carries may.
 * Immutable.
 *
 * <p>It judges addresses, not names: {@link GuardedNames} asks it for each address of a name before
 * it connects to that very address.
 */
public final class AddressGuard {
    private final List<Cidr> allowed;
    private final boolean loopbackAllowed;

    /**
     * Makes a guard.
     *
     * @param allowed ranges that may be delivered to all the same ({@code --allow-targets}); a
     *     metadata address only if it is named itself
     * @param loopbackAllowed whether loopback may, as it may while the server itself listens on
     *     loopback only
     */
    public AddressGuard(List<Cidr> allowed, boolean loopbackAllowed) {
        this.allowed = List.copyOf(allowed);
        this.loopbackAllowed = loopbackAllowed;
    }

    /**
     * Says why nothing is delivered to the address, in words that name the flag to change that;
     * empty if it may be delivered to.
     */
    public Optional<String> objection(InetAddress address) {
        return CarriedAddresses.of(address).stream()
                .flatMap(meant -> special(meant).map(it -> refusal(address, meant, it)).stream())
                .findFirst();
    }

    /** Returns whether the address may be delivered to. */
    public boolean allows(InetAddress address) {
        return CarriedAddresses.of(address).stream().allMatch(meant -> special(meant).isEmpty());
    }

    /** The range because of which an address that carries no other is refused. */
    private Optional<SpecialRange> special(InetAddress meant) {
        return SpecialRange.of(meant)
                .filter(range -> !(loopbackAllowed && range.loopback()))
                .filter(range ->
                        allowed.stream().noneMatch(it -> it.contains(meant) && range.openedBy(it)));
    }

    private static String refusal(InetAddress address, InetAddress meant, SpecialRange range) {
        Cidr found = Cidr.of(meant);
        String carried =
                Cidr.of(address).equals(found) ? "" : " (for " + meant.getHostAddress() + ")";
        return "%s%s is %s, which Carillon does not deliver to; start the server with"
                        .formatted(address.getHostAddress(), carried, range.kind().words())
                + " --allow-targets %s if it should".formatted(found);
    }
}
