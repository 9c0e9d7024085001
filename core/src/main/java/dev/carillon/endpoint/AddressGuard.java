package dev.carillon.endpoint;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Decides to which addresses events may be sent, so that a topic cannot lead into the internal
 * network. It refuses every {@link SpecialRange}, also inside the IPv6 forms that carry an IPv4
 * address ({@link CarriedAddresses}): an address is allowed if every address that it carries is
 * allowed. Immutable.
 *
 * <p>It judges addresses, not names: {@link GuardedNames} asks it about each address of a name
 * before it connects to that very address.
 */
public final class AddressGuard {
    private final List<Cidr> allowed;
    private final boolean loopbackAllowed;

    /** The reason why public addresses are refused as well, unless they are listed. */
    private final Optional<String> listedOnly;

    /**
     * Creates a guard.
     *
     * @param allowed ranges that are allowed in addition ({@code --allow-targets}); a metadata
     *     address only if it is listed itself
     * @param loopbackAllowed whether loopback is allowed, as it is while the server itself listens
     *     on loopback only
     */
    public AddressGuard(List<Cidr> allowed, boolean loopbackAllowed) {
        this(List.copyOf(allowed), loopbackAllowed, Optional.empty());
    }

    private AddressGuard(List<Cidr> allowed, boolean loopbackAllowed, Optional<String> listedOnly) {
        this.allowed = allowed;
        this.loopbackAllowed = loopbackAllowed;
        this.listedOnly = listedOnly;
    }

    /**
     * Returns a guard that refuses public addresses too, unless {@code --allow-targets} lists them:
     * for a client library that resolves names itself, so that the address to which it connects
     * cannot be pinned.
     *
     * @param why the reason, as a clause for messages
     */
    public AddressGuard listedOnly(String why) {
        return new AddressGuard(allowed, loopbackAllowed, Optional.of(why));
    }

    /**
     * Returns why nothing is sent to the address, with the name of the flag that changes this;
     * empty if the address is allowed.
     */
    public Optional<String> objection(InetAddress address) {
        return CarriedAddresses.of(address).stream()
                .flatMap(meant -> objection(address, meant).stream())
                .findFirst();
    }

    /** Returns whether events may be sent to the address. */
    public boolean allows(InetAddress address) {
        return CarriedAddresses.of(address).stream()
                .allMatch(meant -> special(meant).isEmpty() && unlisted(meant).isEmpty());
    }

    private Optional<String> objection(InetAddress address, InetAddress meant) {
        return special(meant)
                .map(range -> refusal(address, meant, range.kind().words()))
                .or(() -> unlisted(meant).map(why -> refusal(address, meant, outside(why))));
    }

    /** Returns why an address that is in no special range is refused nevertheless. */
    private Optional<String> unlisted(InetAddress meant) {
        boolean loopback = loopbackAllowed && meant.isLoopbackAddress();
        return listedOnly
                .filter(_ -> !loopback)
                .filter(_ -> allowed.stream().noneMatch(cidr -> cidr.contains(meant)));
    }

    /**
     * Returns the range because of which an address is refused, without regard to the addresses
     * that it carries.
     */
    private Optional<SpecialRange> special(InetAddress meant) {
        return SpecialRange.of(meant)
                .filter(range -> !(loopbackAllowed && range.loopback()))
                .filter(range ->
                        allowed.stream()
                                .noneMatch(cidr -> cidr.contains(meant) && range.openedBy(cidr)));
    }

    private static String outside(String why) {
        return "an address outside of --allow-targets (" + why + ")";
    }

    private static String refusal(InetAddress address, InetAddress meant, String words) {
        Cidr found = Cidr.of(meant);
        String carried =
                Cidr.of(address).equals(found) ? "" : " (for " + meant.getHostAddress() + ")";
        return "%s%s is %s, which Carillon does not deliver to; start the server with"
                        .formatted(address.getHostAddress(), carried, words)
                + " --allow-targets %s if it should".formatted(found);
    }
}
