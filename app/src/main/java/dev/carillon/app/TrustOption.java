package dev.carillon.app;

import dev.carillon.endpoint.AnyCertificate;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Optional;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** The options for the certificates that a server may present. */
final class TrustOption {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final TrustManager[] ANY = {new AnyCertificate()};

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "accept only servers whose certificate is in, or signed by one in, this"
                            + " PEM file")
    private Optional<Path> ca = Optional.empty();

    @Option(
            names = "--insecure",
            description = "accept any certificate: for tests only, it gives no protection")
    private boolean insecure;

    /**
     * Creates calls to a server whose certificate, if it has one, is signed by a public authority.
     */
    static ServerCalls usual(String server) {
        return new ServerCalls(URI.create(server), usual());
    }

    /** Returns a client of servers whose certificate is signed by a public authority. */
    static HttpClient usual() {
        return new TrustOption().client();
    }

    /**
     * Returns a client of servers that these options accept; the caller closes it.
     *
     * @throws CommandFailed if the file holds no certificates
     */
    HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_LIMIT)
                .sslContext(context())
                .build();
    }

    private SSLContext context() {
        try {
            if (!insecure && ca.isEmpty()) {
                return SSLContext.getDefault();
            }
            var context = SSLContext.getInstance("TLS");
            context.init(null, insecure ? ANY : trustedBy(ca.orElseThrow()), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new CommandFailed("TLS cannot be used on this machine: " + e.getMessage(), e);
        }
    }

    private static TrustManager[] trustedBy(Path file) throws GeneralSecurityException {
        try (var in = Files.newInputStream(file)) {
            var store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (var each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca-" + number++, each);
            }
            if (number == 0) {
                throw noCertificates(file);
            }
            var factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (IOException e) {
            throw new CommandFailed("--ca: " + file + " cannot be read: " + e, e);
        } catch (CertificateException e) {
            throw noCertificates(file);
        }
    }

    private static CommandFailed noCertificates(Path file) {
        return new CommandFailed(
                "--ca: " + file + " holds no certificate in PEM form (BEGIN CERTIFICATE)");
    }
}
