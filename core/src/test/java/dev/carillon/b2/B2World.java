package dev.carillon.b2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.RunningServer;

import java.nio.file.Path;

/** A server with two buckets, one of which has a file. */
final class B2World implements AutoCloseable {
    private static final String HELLO = "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d";

    final RunningServer server;
    final B2Client client;
    final String bucket;
    final String other;

    /** The id of the file, {@code dir/there} in {@code bucket-one}. */
    final String file;

    B2World(Path data) throws Exception {
        server = RunningServer.over(data);
        client = B2Client.of(server);
        bucket = client.bucket("bucket-one");
        other = client.bucket("bucket-two");
        B2Client.Said said =
                client.upload(bucket, "dir/there", "hello", "X-Bz-Content-Sha1", HELLO);
        assertThat(said.status()).as(said.message()).isEqualTo(200);
        file = said.body().path("fileId").asString();
    }

    /** Returns everything that a client can see: buckets with their rules, files, and versions. */
    String all() throws Exception {
        var all = new StringBuilder(client.call("b2_list_buckets", "{}").body().toString());
        for (String id : new String[] {bucket, other}) {
            String json = "{\"bucketId\":\"%s\"}".formatted(id);
            all.append(client.call("b2_list_file_versions", json).body());
            all.append(client.call("b2_get_bucket_notification_rules", json).body());
        }
        return all.toString();
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
