package dev.carillon.app;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Options that say which certificates a server may prove itself with. */
final class TrustOption {
    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "accept only servers whose certificate is in, or signed by one in, this"
                            + " PEM file")
    private Optional<Path> ca = Optional.empty();

    @Option(
            names = "--insecure",
            description = "accept any certificate: for tests, it protects against nobody")
    private boolean insecure;

    /** Calls to a server whose certificate, if it has one, is signed by a usual authority. */
    static ServerCalls usual(String server) {
        return new ServerCalls(URI.create(server), new TrustOption().context());
    }

    /**
     * The TLS context these options ask for; without any, that of this Java.
     *
     * @throws CommandFailed when the file holds no certificates
     */
    SSLContext context() {
        try {
            if (!insecure && ca.isEmpty()) {
                return SSLContext.getDefault();
            }
            var context = SSLContext.getInstance("TLS");
            context.init(null, insecure ? anyone() : trustedBy(ca.orElseThrow()), null);
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

    private static TrustManager[] anyone() {
        return new TrustManager[] {new Anyone()};
    }

    /** Accepts every certificate and every name; the extended form also turns off name checks. */
    private static final class Anyone extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
