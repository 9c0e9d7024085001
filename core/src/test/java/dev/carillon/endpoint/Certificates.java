package dev.carillon.endpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Makes certificates with the running JDK's keytool. */
final class Certificates {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path folder;

    Certificates(Path folder) {
        this.folder = folder;
    }

    /** A self-signed certificate: its key for a server, and its PEM file for a client. */
    record Made(SSLContext server, Path pem) {}

    Made make(String name, String alternativeName, String... validity) throws Exception {
        Path store = folder.resolve(name + ".p12");
        var words =
                new ArrayList<>(List.of("-genkeypair", "-alias", "it", "-keyalg", "EC", "-dname"));
        words.addAll(List.of("CN=" + name, "-ext", "san=" + alternativeName));
        words.addAll(List.of(validity));
        keytool(store, words);
        Path pem = folder.resolve(name + ".pem");
        Files.writeString(pem, pem(keys(store).getCertificate("it").getEncoded()));
        return new Made(context(keys(store)), pem);
    }

    private static String pem(byte[] certificate) {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder().encodeToString(certificate)
                + "\n-----END CERTIFICATE-----\n";
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
