package dev.carillon.endpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Makes certificates with the running JDK's keytool. */
public final class Certificates {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path folder;

    /** Creates a source of certificates whose files are in the folder. */
    public Certificates(Path folder) {
        this.folder = folder;
    }

    /**
     * A self-signed certificate.
     *
     * @param server its key, for a server
     * @param pem the certificate, for a client
     * @param key its key as a file
     */
    public record Made(SSLContext server, Path pem, Path key) {}

    /** Creates a certificate for {@code alternativeName}, such as {@code ip:127.0.0.1}. */
    public Made make(String name, String alternativeName, String... validity) throws Exception {
        Path store = folder.resolve(name + ".p12");
        var words =
                new ArrayList<>(List.of("-genkeypair", "-alias", "it", "-keyalg", "EC", "-dname"));
        words.addAll(List.of("CN=" + name, "-ext", "san=" + alternativeName));
        words.addAll(List.of(validity));
        keytool(store, words);
        Path pem = folder.resolve(name + ".pem");
        Files.writeString(pem, pem("CERTIFICATE", keys(store).getCertificate("it").getEncoded()));
        Path key = folder.resolve(name + "-key.pem");
        Files.writeString(key, pem("PRIVATE KEY", keys(store).getKey("it", PASSWORD).getEncoded()));
        return new Made(context(keys(store)), pem, key);
    }

    /** Returns the context of a server that has this made certificate and trusts another one. */
    public SSLContext trusting(String name, Made client) throws Exception {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(keys(folder.resolve(name + ".p12")), PASSWORD);
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (var in = Files.newInputStream(client.pem())) {
            trusted.setCertificateEntry(
                    "client", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(what, Base64.getMimeEncoder().encodeToString(bytes), what);
    }

    private static void keytool(Path store, List<String> words)
            throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(words);
        command.addAll(List.of("-keystore", store.toString(), "-storepass", "changeit"));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool: " + said);
        }
    }

    private static KeyStore keys(Path file) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private static SSLContext context(KeyStore store) throws GeneralSecurityException {
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
