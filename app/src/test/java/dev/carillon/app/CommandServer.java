package dev.carillon.app;

import dev.carillon.b2client.B2Connection;
import dev.carillon.b2client.B2Rule;
import dev.carillon.b2client.RuleBook;
import dev.carillon.b2client.RuleEdit;
import dev.carillon.server.Server;
import dev.carillon.server.ServerConfig;
import dev.carillon.server.Setting;
import dev.carillon.server.Settings;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A server on free ports with the bucket {@code photos}, for the commands of a test. */
final class CommandServer implements AutoCloseable {
    private final Server server;
    private final DemoBucket bucket;
    private final B2Connection connection;

    private CommandServer(Server server) {
        this.server = server;
        bucket = new DemoBucket(server.s3Url().orElseThrow(), server.rootKey(), "default");
        bucket.create();
        URI b2 = URI.create(server.b2Url().orElseThrow());
        connection = new B2Connection(b2, server.rootKey(), HttpClient.newHttpClient());
    }

    /** Starts a server over a data directory, with further settings. */
    static CommandServer over(Path data, Map<Setting, String> more) {
        Settings settings =
                Settings.defaults()
                        .with(Setting.DATA, data.toString())
                        .with(Setting.S3_PORT, "0")
                        .with(Setting.B2_PORT, "0")
                        .with(Setting.ADMIN_PORT, "0");
        for (var one : more.entrySet()) {
            settings = settings.with(one.getKey(), one.getValue());
        }
        return new CommandServer(Server.start(ServerConfig.of(settings)));
    }

    /** Returns the server. */
    Server server() {
        return server;
    }

    /** Returns the bucket. */
    DemoBucket bucket() {
        return bucket;
    }

    /** Returns the address of the B2 API. */
    String b2Url() {
        return server.b2Url().orElseThrow();
    }

    /** Returns the rules of the server's buckets. */
    RuleBook rules() {
        return new RuleBook(connection);
    }

    /** Creates a rule for created objects, whose URL is that of another program. */
    void addRule(String name, String prefix) {
        var edit =
                new RuleEdit(
                        Optional.of(List.of("b2:ObjectCreated:*")),
                        Optional.of(prefix),
                        Optional.of(true),
                        Optional.empty(),
                        Optional.of("http://127.0.0.1:9/mine"),
                        Optional.empty(),
                        Optional.empty());
        rules().create("photos", B2Rule.named(name).with(edit));
    }

    @Override
    public void close() {
        connection.close();
        bucket.close();
        server.close();
    }
}
