package dev.carillon.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carillon.signature.AccessKey;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

@Timeout(60)
class TailIT {
    private static final String ALL = "events=s3:ObjectCreated:*&events=s3:ObjectRemoved:*";

    @TempDir private Path directory;
    private S3World world;
    private RawS3 raw;

    @BeforeEach
    void start() throws Exception {
        world = new S3World(directory);
        raw = new RawS3(world.port());
        raw.send("PUT", "/photos", "");
        raw.send("PUT", "/other", "");
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void each_event_is_a_line_as_minio_writes_it() throws Exception {
        try (var reader = LiveReader.open(world.url(), "/photos?" + ALL)) {
            assertThat(reader.status()).isEqualTo(200);
            raw.send(
                    "PUT",
                    "/photos/a%20b%2Bc.jpg",
                    "12345",
                    Map.of("x-amz-meta-main-colour", "red"));
            raw.send("DELETE", "/photos/a%20b%2Bc.jpg", "");

            var created = reader.event().at("/Records/0");
            assertThat(created.at("/eventName").asString()).isEqualTo("s3:ObjectCreated:Put");
            assertThat(created.at("/eventTime").asString())
                    .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
            assertThat(created.at("/s3/bucket/name").asString()).isEqualTo("photos");
            assertThat(created.at("/s3/object/key").asString()).isEqualTo("a b+c.jpg");
            assertThat(created.at("/s3/object/size").asInt()).isEqualTo(5);
            assertThat(created.at("/s3/object/userMetadata/X-Amz-Meta-Main-Colour").asString())
                    .isEqualTo("red");
            assertThat(reader.event().at("/Records/0/eventName").asString())
                    .isEqualTo("s3:ObjectRemoved:Delete");
        }
    }

    @Test
    void a_cursor_continues_after_its_line() throws Exception {
        String cursor;
        try (var reader = LiveReader.open(world.url(), "/photos?" + ALL)) {
            raw.send("PUT", "/photos/1", "x");
            raw.send("PUT", "/photos/2", "x");
            cursor = reader.event().path("cursor").asString();
        }
        raw.send("PUT", "/other/no", "x");
        raw.send("PUT", "/photos/3", "x");

        try (var reader = LiveReader.open(world.url(), "/photos?" + ALL + "&cursor=" + cursor)) {
            assertThat(reader.keys(2)).containsExactly("2", "3");
            raw.send("PUT", "/photos/4", "x");
            assertThat(reader.keys(1)).containsExactly("4");
        }
    }

    @Test
    void all_buckets_are_heard_at_the_service_itself() throws Exception {
        try (var reader = LiveReader.open(world.url(), "/?" + ALL + "&ping=5")) {
            String start = JsonMapper.shared().readTree(reader.line()).path("cursor").asString();
            assertThat(start).endsWith(".all");
            raw.send("PUT", "/photos/1", "x");
            raw.send("PUT", "/other/2", "x");
            assertThat(reader.keys(2)).containsExactly("1", "2");
            try (var again = LiveReader.open(world.url(), "/?" + ALL + "&cursor=" + start)) {
                assertThat(again.keys(2)).containsExactly("1", "2");
            }
        }
    }

    @Test
    void filters_choose_by_event_prefix_and_suffix() throws Exception {
        String target = "/photos?events=s3:ObjectRemoved:Delete&prefix=in/&suffix=.jpg&since=1h";
        for (String key : List.of("in/a.jpg", "in/b.txt", "out/c.jpg", "in/d.jpg")) {
            raw.send("PUT", "/photos/" + key, "x");
            raw.send("DELETE", "/photos/" + key, "");
        }
        try (var reader = LiveReader.open(world.url(), target)) {
            assertThat(reader.keys(2)).containsExactly("in/a.jpg", "in/d.jpg");
        }
    }

    @Test
    void quiet_streams_carry_spaces_or_pings() throws Exception {
        try (var spaces = LiveReader.open(world.url(), "/photos?" + ALL);
                var pings = LiveReader.open(world.url(), "/photos?" + ALL + "&ping=1")) {
            assertThat(spaces.characters(3)).isEqualTo("   ");
            assertThat(spaces.header("content-type")).isEqualTo("application/x-ndjson");
            assertThat(pings.line()).startsWith("{\"Records\":null,\"cursor\":\"");
            raw.send("PUT", "/other/1", "x");
            String ping = pings.line();
            assertThat(ping).startsWith("{\"Records\":null,\"cursor\":\"");
            String cursor = JsonMapper.shared().readTree(ping).path("cursor").asString();
            raw.send("PUT", "/photos/2", "x");
            try (var again = LiveReader.open(world.url(), "/photos?" + ALL + "&cursor=" + cursor)) {
                assertThat(again.keys(1)).containsExactly("2");
            }
        }
    }

    @Test
    void server_sent_events_go_on_after_the_last_id() throws Exception {
        var accept = Map.of("accept", "text/event-stream");
        String id;
        try (var reader = LiveReader.open(world.url(), "/photos?" + ALL, accept)) {
            assertThat(reader.header("content-type")).isEqualTo("text/event-stream");
            assertThat(reader.line()).startsWith("id: ");
            assertThat(reader.line()).isEmpty();
            raw.send("PUT", "/photos/1", "x");
            raw.send("PUT", "/photos/2", "x");
            id = reader.line().substring("id: ".length());
            assertThat(reader.line()).startsWith("data: {\"Records\":[{").endsWith(id + "\"}");
        }
        var more = Map.of("accept", "text/event-stream", "Last-Event-ID", id);
        try (var reader = LiveReader.open(world.url(), "/photos?" + ALL + "&cursor=" + id, more)) {
            assertThat(reader.line()).isEqualTo("id: " + id);
            assertThat(reader.line()).isEmpty();
            assertThat(reader.line()).startsWith("id: ").isNotEqualTo("id: " + id);
            assertThat(reader.line()).contains("\"key\":\"2\"");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/nothing?events=s3:ObjectCreated:*|404|NoSuchBucket",
                "/photos?events=s3:ObjectCreated:Any|400|InvalidArgument",
                "/photos?events=|400|InvalidArgument",
                "/photos?events=s3:ObjectCreated:*&events=x|400|InvalidArgument",
                "/photos?events=s3:ObjectCreated:*&prefix=a&prefix=b|400|InvalidArgument",
                "/photos?events=s3:ObjectCreated:*&suffix=a&suffix=b|400|InvalidArgument",
                "/photos?events=s3:ObjectCreated:*&ping=0|400|InvalidArgument",
                "/photos?events=s3:ObjectCreated:*&ping=soon|400|InvalidArgument",
                "/photos?events=s3:ObjectCreated:*&ping=1&ping=2|400|InvalidArgument",
                "/photos?events=s3:ObjectCreated:*&sufix=a|400|InvalidArgument",
                "/photos?events=s3:ObjectCreated:*&since=yesterday|400|InvalidArgument",
                "/photos?events=s3:ObjectCreated:*&since=-1000000000-01-01T00:00:00Z|400|InvalidArgument",
                "/photos?events=s3:ObjectCreated:*&cursor=7|400|InvalidArgument",
                "/photos?events=s3:ObjectCreated:*&cursor=|400|InvalidArgument",
                "/photos?events=s3:ObjectCreated:*&cursor=0000000000000001.all|400|InvalidArgument",
                "/?events=s3:ObjectCreated:*&cursor=00FFFFFFFFFFFFFF.all|400|InvalidArgument",
                "/?events=s3:ObjectCreated:*&cursor=FFFFFFFFFFFFFFFF.all|400|InvalidArgument",
                "/?events=s3:ObjectCreated:*&cursor=0000000000000000.all&since=1h|400|InvalidArgument",
                "/photos/key?events=s3:ObjectCreated:*|501|NotImplemented",
            })
    void what_cannot_be_listened_to_is_refused(String target, int status, String code) {
        try (var reader = LiveReader.open(world.url(), target)) {
            assertThat(reader.status()).isEqualTo(status);
            assertThat(reader.code()).isEqualTo(code);
        }
    }

    @Test
    void a_cursor_behind_the_log_has_expired() throws Exception {
        String cursor;
        try (var reader = LiveReader.open(world.url(), "/photos?" + ALL)) {
            raw.send("PUT", "/photos/1", "x");
            raw.send("PUT", "/photos/2", "x");
            cursor = reader.event().path("cursor").asString();
        }
        world.cutLog();
        try (var reader = LiveReader.open(world.url(), "/photos?" + ALL + "&cursor=" + cursor)) {
            assertThat(reader.status()).isEqualTo(410);
            assertThat(reader.code()).isEqualTo("CursorExpired");
        }
    }

    @Test
    void an_application_key_listens_where_it_may_and_does_nothing_else() throws Exception {
        String photos = S3Answers.done(world.store().buckets().head("photos")).idText();
        AccessKey good = world.appKey("good", List.of("readBucketNotifications"), photos, "in/");
        AccessKey lame = world.appKey("lame", List.of("readFiles", "listFiles"), photos, "");
        AccessKey whole = world.appKey("whole", List.of("readBucketNotifications"), "", "");
        String in = "&prefix=in/";
        try (var reader = LiveReader.open(world.url(), "/photos?" + ALL + in, Map.of(), good)) {
            raw.send("PUT", "/photos/in/1", "x");
            assertThat(reader.keys(1)).containsExactly("in/1");
        }
        try (var reader = LiveReader.open(world.url(), "/?" + ALL, Map.of(), whole)) {
            assertThat(reader.status()).isEqualTo(200);
        }
        for (String target :
                List.of("/photos?" + ALL, "/other?" + ALL + in, "/none?" + ALL + in, "/?" + ALL)) {
            try (var reader = LiveReader.open(world.url(), target, Map.of(), good)) {
                assertThat(reader.status()).as(target).isEqualTo(403);
                assertThat(reader.code()).isEqualTo("AccessDenied");
            }
        }
        try (var reader = LiveReader.open(world.url(), "/photos?" + ALL, Map.of(), lame)) {
            assertThat(reader.status()).isEqualTo(403);
        }
        assertThat(raw.with(good).send("GET", "/photos", "").code()).isEqualTo("AccessDenied");
        assertThat(raw.with(good).send("PUT", "/photos/in/2", "x").status()).isEqualTo(403);
        assertThat(raw.with(good).send("DELETE", "/photos/in/1", "").status()).isEqualTo(403);
    }

    @Test
    void one_selection_too_many_is_answered_slow_down() throws Exception {
        var readers = new ArrayList<LiveReader>();
        try {
            for (int i = 0; i < 256; i++) {
                readers.add(LiveReader.open(world.url(), "/photos?" + ALL + "&prefix=" + i));
            }
            await().until(() -> world.readers() == 256);
            try (var late = LiveReader.open(world.url(), "/photos?" + ALL + "&prefix=late")) {
                assertThat(late.status()).isEqualTo(503);
                assertThat(late.code()).isEqualTo("SlowDown");
            }
            try (var same = LiveReader.open(world.url(), "/photos?" + ALL + "&prefix=7")) {
                assertThat(same.status()).isEqualTo(200);
            }
        } finally {
            readers.forEach(LiveReader::close);
        }
    }

    @Test
    void a_stopping_server_ends_its_streams() {
        try (var reader = LiveReader.open(world.url(), "/photos?" + ALL)) {
            world.stopTails();
            assertThat(reader.rest()).isBlank();
            try (var late = LiveReader.open(world.url(), "/photos?" + ALL)) {
                assertThat(late.status()).isEqualTo(503);
            }
        }
    }

    @Test
    void readers_that_leave_are_noticed() throws Exception {
        var reader = LiveReader.open(world.url(), "/photos?" + ALL);
        await().until(() -> world.readers() == 1);
        reader.close();
        await().until(() -> world.readers() == 0);
    }
}
