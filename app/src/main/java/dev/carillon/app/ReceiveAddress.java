package dev.carillon.app;

import dev.carillon.http.BadTlsException;
import dev.carillon.http.Tls;
import dev.carillon.receive.ReceiverPlace;

import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The options that say where a receiver listens. */
final class ReceiveAddress {
    /** The names of the options that concern only a receiver that keeps events. */
    static final List<String> KEEPING = List.of("--path", "--tls-cert", "--tls-key");

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "where to listen; 0 = any free port (default 8080)")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "the address to listen on; 0.0.0.0 = all (default 127.0.0.1)")
    private String host = "";

    @Option(
            names = "--path",
            paramLabel = "PATH",
            defaultValue = ReceiverPlace.USUAL_PATH,
            description = "the path that takes events (default " + ReceiverPlace.USUAL_PATH + ")")
    private String path = "";

    @Option(
            names = "--tls-cert",
            paramLabel = "FILE",
            description = "certificate chain (PEM): take events by HTTPS instead of HTTP")
    private Optional<Path> certificate = Optional.empty();

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "the certificate's private key (PEM, PKCS #8, not encrypted)")
    private Optional<Path> privateKey = Optional.empty();

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    /**
     * Returns the address of a receiver that keeps events.
     *
     * @throws IllegalArgumentException if a value is wrong; the message says what to write
     */
    ReceiverPlace place() {
        if (certificate.isPresent() != privateKey.isPresent()) {
            throw new IllegalArgumentException("give both of --tls-cert and --tls-key, or neither");
        }
        return new ReceiverPlace(host, port, path, certificate.map(this::tls));
    }

    private Tls tls(Path chain) {
        try {
            return Tls.read(chain, privateKey.orElseThrow());
        } catch (BadTlsException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()), e);
        }
    }
}
