package dev.carillon.listen;

import dev.carillon.listen.TunnelFailure.Again;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A known fault of cloudflared: how it shows in the log, what it means, what to do about it. */
enum CloudflaredFault {
    /** Too many quick tunnels were asked for. */
    RATE_LIMIT(
            "429 Too Many Requests|error code: 1015",
            "Cloudflare limits how many quick tunnels this address may ask for (429)",
            "wait, or use --tunnel-command or --public-url",
            Again.LATER),

    /** The service answered with an error. */
    OUTAGE(
            "status_code=\"?5\\d\\d|error code: 11\\d\\d|failed to unmarshal quick Tunnel",
            "Cloudflare's quick tunnel service fails",
            "it is at Cloudflare's side (www.cloudflarestatus.com); use --tunnel-command or"
                    + " --public-url until it works",
            Again.SOON),

    /** The service answered and gave no tunnel. */
    NO_TUNNEL(
            "failed to parse quick Tunnel ID",
            "Cloudflare's quick tunnel service gave no tunnel",
            "it is at Cloudflare's side; use --tunnel-command or --public-url until it works",
            Again.SOON),

    /** The service's name cannot be resolved. */
    NO_NAME(
            "failed to request quick Tunnel: .*dial tcp: lookup .*",
            "the name api.trycloudflare.com cannot be resolved",
            "check the network and the name server of this machine",
            Again.SOON),

    /** The service's certificate is not trusted. */
    BAD_CERTIFICATE(
            "failed to request quick Tunnel: .*(x509|certificate).*",
            "the certificate of api.trycloudflare.com is not trusted here",
            "a proxy may intercept TLS: add its certificate to those of this machine, and check the"
                    + " clock",
            Again.SOON),

    /** The service cannot be reached. */
    NO_SERVICE(
            "failed to (request|read) quick.Tunnel.*",
            "Cloudflare's quick tunnel service cannot be reached",
            "check the network, and that a firewall lets api.trycloudflare.com:443 through",
            Again.SOON),

    /** The port of the metrics server was taken meanwhile. */
    METRICS_PORT(
            "Error opening metrics server listener",
            "cloudflared's metrics port was taken by another program",
            "another port is used next",
            Again.SOON),

    /** A configuration file turns the quick tunnel into another one. */
    CONFIGURED(
            "Couldn't parse configuration|yaml:|credentials file .* doesn't exist"
                    + "|(quick [Tt]unnel|TryCloudflare).*config.ya?ml",
            "a configuration file of cloudflared prevents a quick tunnel",
            "move config.yml out of ~/.cloudflared, /etc/cloudflared and"
                    + " /usr/local/etc/cloudflared",
            Again.SOON),

    /** The program does not know an option. */
    OLD(
            "flag provided but not defined.*|Incorrect Usage.*|unknown (command|flag).*",
            "cloudflared does not understand its options",
            "update cloudflared, or give another one with --cloudflared-command",
            Again.NEVER);

    private final Pattern sign;
    private final String meaning;
    private final String advice;
    private final Again again;

    CloudflaredFault(String sign, String meaning, String advice, Again again) {
        this.sign = Pattern.compile(sign);
        this.meaning = meaning;
        this.advice = advice;
        this.again = again;
    }

    /**
     * Returns the failure that the last lines of a process show.
     *
     * @param last the newest at the end
     */
    static TunnelFailure of(int exitCode, List<String> last) {
        for (CloudflaredFault fault : values()) {
            if (last.stream().anyMatch(line -> fault.sign.matcher(line).find())) {
                return new TunnelFailure(fault.meaning, fault.advice, fault.again);
            }
        }
        String words =
                last.reversed().stream()
                        .map(CloudflaredLine::of)
                        .filter(line -> !line.informs())
                        .findFirst()
                        .map(line -> " (" + line.message() + ")")
                        .orElse("");
        return new TunnelFailure(
                "cloudflared ended with exit code " + exitCode + words,
                "run it with --cloudflared-loglevel debug and --loglevel debug to see why",
                Again.SOON);
    }

    /** Returns the trouble of a process that runs on, if the line tells of one. */
    static Optional<String> trouble(CloudflaredLine line) {
        if (!line.level().startsWith("err")) {
            return Optional.empty();
        }
        if (line.message().contains("Unable to reach the origin service")) {
            return Optional.of(
                    "cloudflared cannot reach this listener on this machine: check that no firewall"
                            + " or proxy setting is between them");
        }
        if (line.message().contains("quic") && line.message().contains("dial")) {
            return Optional.of(
                    "cloudflared cannot reach Cloudflare by QUIC: let UDP port 7844 out, or set"
                            + " TUNNEL_TRANSPORT_PROTOCOL=http2; it tries again by itself");
        }
        if (line.message().contains("Unable to establish connection with Cloudflare edge")) {
            return Optional.of(
                    "cloudflared cannot reach Cloudflare: let TCP and UDP port 7844 out; it tries"
                            + " again by itself");
        }
        return Optional.empty();
    }
}
