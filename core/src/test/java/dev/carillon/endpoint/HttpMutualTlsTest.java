package dev.carillon.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.delivery.AttemptResult.Accepted;
import dev.carillon.delivery.AttemptResult.Unreachable;
import dev.carillon.endpoint.Certificates.Made;
import dev.carillon.endpoint.Diagnosis.Step;
import dev.carillon.format.Message;
import dev.carillon.rule.Target;
import dev.carillon.signature.PemKey;
import dev.carillon.testkit.RecordingReceiver;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;

/**
 * Client certificates: a server that demands one, and every way in which the files can be wrong.
 */
class HttpMutualTlsTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Message MESSAGE =
            new Message("application/json", Map.of(), new byte[] {'{', '}'});

    @TempDir static Path folder;
    private static Made server;
    private static Made client;
    private static Made stranger;
    private static Made expired;
    private static Path encrypted;
    private static RecordingReceiver receiver;

    private final HttpEndpointProvider provider =
            new HttpEndpointProvider(new AddressGuard(List.of(), true));

    @BeforeAll
    static void certificates() throws Exception {
        var certificates = new Certificates(folder);
        server = certificates.make("server", "ip:127.0.0.1", "-validity", "2");
        client = certificates.make("client", "dns:client.example", "-validity", "2");
        stranger = certificates.make("stranger", "dns:client.example", "-validity", "2");
        expired =
                certificates.make(
                        "expired", "dns:client.example", "-startdate", "-10d", "-validity", "3");
        encrypted = encrypted(client.key());
        receiver = RecordingReceiver.startMutualTls(certificates.trusting("server", client));
    }

    @AfterAll
    static void stop() {
        receiver.close();
    }

    @AfterEach
    void close() {
        provider.close();
    }

    @Test
    void a_server_that_demands_a_certificate_gets_it() {
        assertThat(send(options(client.pem(), client.key()))).isEqualTo(new Accepted(200));
    }

    @Test
    void an_encrypted_key_is_opened_with_its_password() {
        assertThat(send(with(options(client.pem(), encrypted), "ssl-key-password", "geheim 1")))
                .isEqualTo(new Accepted(200));
    }

    @Test
    void without_a_certificate_the_attempt_says_what_the_server_wants() {
        assertThat(send(Map.of("ca-location", server.pem().toString())))
                .isInstanceOfSatisfying(
                        Unreachable.class,
                        unreachable ->
                                assertThat(unreachable.cause())
                                        .containsAnyOf(
                                                "client certificate, or the lack of one",
                                                "demands a client certificate"));
    }

    @Test
    void a_certificate_that_the_server_does_not_trust_is_sent_and_refused() {
        assertThat(send(options(stranger.pem(), stranger.key())))
                .isInstanceOfSatisfying(
                        Unreachable.class,
                        unreachable ->
                                assertThat(unreachable.cause())
                                        .containsAnyOf(
                                                "does not accept the client certificate",
                                                "demands a client certificate"));
    }

    @Test
    void the_diagnosis_names_the_certificate_that_was_sent() {
        var endpoint = provider.open(target(options(client.pem(), client.key())));

        Diagnosis diagnosis = endpoint.diagnose(MESSAGE, LONG);

        assertThat(diagnosis.steps())
                .filteredOn(step -> step.name().equals("tls"))
                .extracting(Step::detail)
                .first()
                .asString()
                .contains("certificate of CN=server", "; sent client certificate of CN=client");
    }

    @Test
    void the_diagnosis_says_if_the_server_asks_for_no_certificate() {
        try (var open = RecordingReceiver.startTls(server.server())) {
            var endpoint =
                    provider.open(new Target(open.url("/"), options(client.pem(), client.key())));

            assertThat(endpoint.diagnose(MESSAGE, LONG).steps())
                    .extracting(Step::detail)
                    .anyMatch(detail -> detail.contains("the server asked for no client"));
        }
    }

    @Test
    void two_certificates_for_one_server_never_share_a_connection() {
        var one = provider.open(target(options(client.pem(), client.key())));
        var other =
                provider.open(
                        target(
                                with(
                                        options(client.pem(), encrypted),
                                        "ssl-key-password",
                                        "geheim 1")));
        int before = receiver.connections();

        for (int i = 0; i < 3; i++) {
            assertThat(one.send(MESSAGE, LONG).accepted()).isTrue();
            assertThat(other.send(MESSAGE, LONG).accepted()).isTrue();
        }

        assertThat(receiver.connections() - before).isEqualTo(2);
    }

    @Test
    void renewed_files_are_used_by_the_next_connection() throws Exception {
        Path pem = Files.copy(stranger.pem(), folder.resolve("renewed.pem"));
        Path key = Files.copy(stranger.key(), folder.resolve("renewed-key.pem"));
        var endpoint = provider.open(target(options(pem, key)));
        assertThat(endpoint.send(MESSAGE, LONG).accepted()).isFalse();

        replace(client.pem(), pem);
        replace(client.key(), key);

        assertThat(endpoint.send(MESSAGE, LONG).accepted()).isTrue();
    }

    @Test
    void changed_files_that_cannot_be_used_leave_the_old_ones_in_use() throws Exception {
        Path pem = Files.copy(client.pem(), folder.resolve("kept.pem"));
        Path key = Files.copy(client.key(), folder.resolve("kept-key.pem"));
        var tls = ClientTls.of(options(pem, key), InstantSource.system());
        var before = tls.context();

        replace(stranger.pem(), pem);
        assertThat(tls.context()).isSameAs(before);
        replace(stranger.key(), key);
        assertThat(tls.context()).isNotSameAs(before);
    }

    @Test
    void what_cannot_work_is_refused_when_it_is_configured() throws Exception {
        Path text = Files.writeString(folder.resolve("text.pem"), "hello");
        Path old = Files.writeString(folder.resolve("old.pem"), "-----BEGIN RSA PRIVATE KEY-----");
        assertObjection(options(text, client.key()), "is no file of PEM certificates");
        assertObjection(options(Path.of("/nowhere"), client.key()), "is no file of PEM");
        assertObjection(options(client.pem(), Path.of("/nowhere")), "is no file of a private key");
        assertObjection(options(client.pem(), text), "is no file of a private key");
        assertObjection(options(client.pem(), old), "openssl pkcs8 -topk8 -in " + old);
        assertObjection(
                options(client.pem(), stranger.key()), "does not belong to the first certificate");
        assertObjection(options(client.pem(), encrypted), "is encrypted: set ssl-key-password");
        assertObjection(
                with(options(client.pem(), encrypted), "ssl-key-password", "wrong"),
                "ssl-key-password is wrong");
        assertObjection(options(expired.pem(), expired.key()), "client certificate expired 20");
        assertObjection(
                Map.of("ssl-key-location", client.key().toString()),
                "ssl-key-location is set without ssl-certificate-location");
        assertObjection(
                Map.of("ssl-key-password", "secret"),
                "ssl-key-password is set without ssl-certificate-location");
    }

    @Test
    void a_certificate_needs_tls_somewhere() {
        Map<String, String> options = options(client.pem(), client.key());

        assertThat(provider.objection(new Target("http://127.0.0.1:1/", options)))
                .hasValueSatisfying(found -> assertThat(found).contains("needs https://"));
    }

    @Test
    void a_certificate_without_its_key_is_configured_but_sends_nothing() {
        Map<String, String> half =
                Map.of(
                        "ca-location", server.pem().toString(),
                        "ssl-certificate-location", client.pem().toString());

        assertThat(provider.objection(target(half))).isEmpty();
        assertThat(send(half))
                .isInstanceOfSatisfying(
                        Unreachable.class,
                        unreachable ->
                                assertThat(unreachable.cause())
                                        .contains("has no key: set ssl-key-location too"));
    }

    private void assertObjection(Map<String, String> options, String words) {
        assertThat(provider.objection(target(options)))
                .as("%s", options)
                .hasValueSatisfying(found -> assertThat(found).contains(words));
    }

    private AttemptResult send(Map<String, String> options) {
        return provider.open(target(options)).send(MESSAGE, LONG);
    }

    private static Target target(Map<String, String> options) {
        return new Target(receiver.url("/hook"), options);
    }

    private static Map<String, String> options(Path certificate, Path key) {
        return Map.of(
                "ca-location", server.pem().toString(),
                "ssl-certificate-location", certificate.toString(),
                "ssl-key-location", key.toString());
    }

    private static Map<String, String> with(
            Map<String, String> options, String name, String value) {
        var more = new HashMap<>(options);
        more.put(name, value);
        return more;
    }

    /** Puts a copy in the place of a file, as programs that renew certificates do. */
    private static void replace(Path from, Path file) throws Exception {
        Path copy = Files.copy(from, folder.resolve(file.getFileName() + ".new"));
        Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path encrypted(Path key) throws Exception {
        byte[] plain = PemKey.in(Files.readString(key)).open().getEncoded();
        String name = "PBEWithSHA1AndDESede";
        byte[] salt = new byte[8];
        new SecureRandom().nextBytes(salt);
        var cipher = Cipher.getInstance(name);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(name)
                        .generateSecret(new PBEKeySpec("geheim 1".toCharArray())),
                new PBEParameterSpec(salt, 2_048));
        byte[] bytes =
                new EncryptedPrivateKeyInfo(cipher.getParameters(), cipher.doFinal(plain))
                        .getEncoded();
        return Files.writeString(
                folder.resolve("encrypted.pem"),
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\n%s\n-----END ENCRYPTED PRIVATE KEY-----\n"
                        .formatted(Base64.getMimeEncoder().encodeToString(bytes)));
    }
}
