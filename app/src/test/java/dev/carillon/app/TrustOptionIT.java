package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.Server;
import dev.carillon.server.ServerConfig;
import dev.carillon.server.Setting;
import dev.carillon.server.Settings;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;

/** Tests of commands with a server that has a self-signed certificate. */
class TrustOptionIT {
    @TempDir Path folder;

    private OwnCertificate certificate;
    private Optional<Server> server = Optional.empty();
    private String admin = "";
    private String b2 = "";

    @BeforeEach
    void start() throws IOException, InterruptedException, GeneralSecurityException {
        certificate = OwnCertificate.make(folder, "carillon");
        var settings =
                Settings.defaults()
                        .with(Setting.DATA, folder.resolve("data").toString())
                        .with(Setting.TLS_CERT, certificate.certificate().toString())
                        .with(Setting.TLS_KEY, certificate.key().toString())
                        .with(Setting.S3_PORT, "0")
                        .with(Setting.B2_PORT, "0")
                        .with(Setting.ADMIN_PORT, "0");
        var started = Server.start(ServerConfig.of(settings));
        server = Optional.of(started);
        admin = started.adminUrl().orElseThrow();
        b2 = started.b2Url().orElseThrow();
    }

    @AfterEach
    void stop() {
        server.ifPresent(Server::close);
    }

    @Test
    void a_certificate_that_nobody_vouches_for_is_refused_with_a_way_out() {
        CommandLineRun run = CommandLineRun.of("status", "--admin", admin);
        assertThat(run.exit()).isEqualTo(Exit.FAILED);
        assertThat(run.err()).contains("is not accepted", "--ca FILE", "--insecure");
    }

    @Test
    void a_named_certificate_is_accepted() {
        String ca = certificate.certificate().toString();
        assertThat(CommandLineRun.of("status", "--admin", admin, "--ca", ca).exit()).isZero();
        CommandLineRun rules =
                CommandLineRun.of("rule", "export", "--endpoint", b2, "--data", data(), "--ca", ca);
        assertThat(rules.err()).isEmpty();
        assertThat(rules.exit()).isZero();
    }

    @Test
    void insecure_accepts_any_certificate_and_name() {
        String other = admin.replace("127.0.0.1", "localhost");
        assertThat(CommandLineRun.of("status", "--admin", other, "--insecure").exit()).isZero();
        assertThat(
                        CommandLineRun.of(
                                        "deadletter",
                                        "list",
                                        "--admin",
                                        other,
                                        "--data",
                                        data(),
                                        "--insecure")
                                .exit())
                .isZero();
    }

    @Test
    void a_file_without_certificates_is_named() throws IOException {
        Path none = Files.writeString(folder.resolve("none.pem"), "nothing");
        CommandLineRun run = CommandLineRun.of("status", "--admin", admin, "--ca", none.toString());
        assertThat(run.exit()).isEqualTo(Exit.FAILED);
        assertThat(run.err()).contains("none.pem holds no certificate in PEM form");
    }

    private String data() {
        return folder.resolve("data").toString();
    }
}
