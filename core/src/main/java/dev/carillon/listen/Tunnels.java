package dev.carillon.listen;

import java.net.URI;

/**
 * Makes the ways in. Each reports its URL only after the check found that it leads to this
 * listener, and closes its process with everything that it started.
 *
 * @param local the listener's own URL, to which a tunnel passes requests on
 * @param check answers probes at that URL
 */
public record Tunnels(URI local, ReachCheck check) {
    /**
     * Returns a quick tunnel of Cloudflare.
     *
     * @param command the program, {@code cloudflared} or a path
     * @param logLevel its level: {@code debug}, {@code info}, {@code warn}, {@code error} or {@code
     *     fatal}
     * @param label by which a cleanup finds the process
     */
    public Tunnel cloudflared(String command, String logLevel, String label) {
        var program = new CloudflaredProgram(command, local, logLevel, label);
        return checked(new ProcessTunnel(program, Backoff.DEFAULT), CheckedTunnel.Unproven.OPENED);
    }

    /**
     * Returns the tunnel of any program that prints its public https URL.
     *
     * @param commandLine the program and its options, with {@code {port}} or {@code {url}} in the
     *     place of the listener's own
     * @throws IllegalArgumentException if it is empty or a quote is not closed; the message says
     *     what to write
     */
    public Tunnel command(String commandLine) {
        var program = new CommandProgram(TunnelCommand.parse(commandLine), local);
        return checked(new ProcessTunnel(program, Backoff.DEFAULT), CheckedTunnel.Unproven.LEFT);
    }

    /**
     * Returns a fixed public URL.
     *
     * @throws IllegalArgumentException if it is no such URL; the message says what to write
     */
    public Tunnel fixed(String url) {
        return checked(new FixedAddress(url), CheckedTunnel.Unproven.OPENED);
    }

    private Tunnel checked(Tunnel tunnel, CheckedTunnel.Unproven unproven) {
        return new CheckedTunnel(tunnel, check, CheckedTunnel.Policy.of(unproven));
    }
}
