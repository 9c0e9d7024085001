package dev.carillon.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.minio.ListenBucketNotificationArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.messages.Event;
import io.minio.messages.EventType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.Map;

/** MinIO's Java SDK listens to a bucket. */
@Timeout(60)
class MinioListenIT {
    @TempDir private Path directory;

    @Test
    void the_sdk_of_minio_listens_to_a_bucket() throws Exception {
        try (var world = new S3World(directory)) {
            new RawS3(world.port()).send("PUT", "/photos", "");
            var client =
                    MinioClient.builder()
                            .endpoint(world.url())
                            .credentials(S3World.KEY_ID, S3World.SECRET)
                            .region("default")
                            .build();
            try (var lines =
                    client.listenBucketNotification(
                            ListenBucketNotificationArgs.builder()
                                    .bucket("photos")
                                    .prefix("in/")
                                    .suffix(".jpg")
                                    .events(
                                            new String[] {
                                                "s3:ObjectCreated:*",
                                                "s3:ObjectRemoved:*",
                                                "s3:ObjectAccessed:*"
                                            })
                                    .build())) {
                put(client, "in/other.txt");
                put(client, "in/a b+ü.jpg");
                client.removeObject(
                        RemoveObjectArgs.builder().bucket("photos").object("in/a b+ü.jpg").build());

                Event created = lines.next().get().events().getFirst();
                assertThat(created.eventType()).isEqualTo(EventType.OBJECT_CREATED_PUT);
                assertThat(created.bucketName()).isEqualTo("photos");
                assertThat(created.bucketArn()).isEqualTo("arn:aws:s3:::photos");
                assertThat(created.objectName()).isEqualTo("in/a b+ü.jpg");
                assertThat(created.objectSize()).isEqualTo(3);
                assertThat(created.eventTime()).isNotNull();
                assertThat(created.userMetadata()).containsEntry("X-Amz-Meta-Colour", "red");
                Event removed = lines.next().get().events().getFirst();
                assertThat(removed.eventType()).isEqualTo(EventType.OBJECT_REMOVED_DELETE);
                assertThat(removed.sequencer()).isGreaterThan(created.sequencer());
            }
        }
    }

    private static void put(MinioClient client, String key) throws Exception {
        client.putObject(
                PutObjectArgs.builder()
                        .bucket("photos")
                        .object(key)
                        .userMetadata(Map.of("colour", "red"))
                        .stream(new ByteArrayInputStream(new byte[3]), 3, -1)
                        .build());
    }
}
