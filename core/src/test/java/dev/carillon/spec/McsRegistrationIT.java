package dev.carillon.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.SignedCalls.Reply;
import dev.carillon.testkit.Answer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Tests of what is registered as a webhook, what is refused, and what others change meanwhile. */
class McsRegistrationIT {
    private static final String CREATED = "<Event>s3:ObjectCreated:*</Event>";
    private static final String TOPIC = "arn:aws:sns:default::bell";

    @TempDir private Path data;

    @SuppressWarnings("NullAway.Init") // Created before each test.
    private McsWorld world;

    @BeforeEach
    void start() {
        world = new McsWorld(data);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    static Stream<Answer> wrongAnswers() {
        var slow =
                new Answer.Drip(Answer.text(200, "{\"signature\":\"a\"}"), Duration.ofSeconds(5));
        return Stream.of(
                Answer.ok(),
                Answer.text(200, "<html><body>It works!</body></html>"),
                Answer.text(200, "{\"signature\":12}"),
                Answer.text(403, "{\"signature\":\"a\"}"),
                Answer.text(200, "{\"signature\":\"" + "a".repeat(100_000) + "\"}"),
                new Answer.Endless(200),
                Answer.with(307, "Location", "http://127.0.0.1:1/other"),
                new Answer.Close(),
                new Answer.Reset(),
                new Answer.Garbage(),
                new Answer.Raw("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"signature\":\""),
                slow);
    }

    @ParameterizedTest
    @MethodSource("wrongAnswers")
    void an_endpoint_with_a_wrong_answer_is_not_registered(Answer answer) {
        world.receiver.otherwise(answer);

        Reply refused = world.put(world.webhook("1", "/hook"));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body())
                .contains("InvalidArgument", "did not confirm", "expected: a status 2xx")
                .contains("url " + world.receiver.url("/hook"));
        assertThat(world.get()).doesNotContain("Simple");
        assertThat(world.receiver.requests()).hasSize(1);
    }

    @Test
    void a_redirect_is_not_followed_even_to_an_endpoint_that_would_confirm() {
        world.receiver.then(Answer.with(307, "Location", world.receiver.url("/right")));

        assertThat(world.put(world.webhook("1", "/hook")).body())
                .contains("redirects are not followed", "/right");
        assertThat(world.confirmations("/right")).isEmpty();
    }

    @Test
    void an_endpoint_that_is_not_there_is_named() {
        world.receiver.stop();
        assertThat(world.put(world.webhook("1", "/hook")).body())
                .contains("unreachable", Integer.toString(world.receiver.port()));
    }

    @Test
    void one_webhook_that_is_not_confirmed_keeps_the_whole_document_out() {
        world.receiver.otherwise(received ->
                received.path().equals("/bad") ? Answer.ok() : world.confirmed(received));
        world.server.topic("bell", Map.of());
        String named =
                "<TopicConfiguration><Id>t</Id><Topic>" + TOPIC + "</Topic></TopicConfiguration>";

        Reply refused = world.put(world.webhook("1", "/good") + named + world.webhook("2", "/bad"));

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("bucketa/2").doesNotContain("bucketa/1");
        assertThat(world.get())
                .isEqualTo("<NotificationConfiguration></NotificationConfiguration>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://10.0.0.1/hook|--allow-targets",
                "http://169.254.169.254/latest/meta-data|--allow-targets",
                "http://[fd00::1]/hook|--allow-targets",
                "ftp://127.0.0.1/hook|write http://host/path",
                "kafka://127.0.0.1/hook|write http://host/path",
                "file:///etc/passwd|write http://host/path",
                "127.0.0.1/hook|write http://host/path",
                "http://|write http://host/path",
                "http:///hook|write http://host/path",
                "http://127.0.0.1/a b|write http://host/path",
                "http://user:secret@127.0.0.1/hook|must not hold a user or password",
                "http://user@127.0.0.1/hook|must not hold a user or password",
                "http://127.0.0.1/hook#part|must not hold a fragment",
                "http://127.0.0.1:99999/hook|port"
            })
    void an_address_to_which_nothing_may_be_sent_is_refused_at_once(String url, String why) {
        var skip = Map.of("x-amz-skip-destination-validation", "true");

        Reply refused = world.put(McsWorld.xml("1", url, CREATED), skip);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body())
                .contains("<Code>InvalidArgument</Code>", why)
                .doesNotContain("secret");
        assertThat(world.get()).doesNotContain("Simple");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<Url>U</Url><Event>s3:ObjectCreated:*</Event>|MalformedXML|has no Id",
                "<Id>1</Id><Event>s3:ObjectCreated:*</Event>|MalformedXML|has no Url",
                "<Id>1</Id><Url>U</Url>|MalformedXML|has no Event",
                "<Id></Id><Url>U</Url><Event>s3:ObjectCreated:*</Event>|InvalidArgument|is empty",
                "<Id>1</Id><Url> </Url><Event>s3:ObjectCreated:*</Event>|InvalidArgument|is empty",
                "<Id>1</Id><Url>U</Url><Event></Event>|InvalidArgument|Unknown Event type",
                "<Id>1</Id><Url>U</Url><Event>ObjectCreated</Event>|InvalidArgument|Unknown Event",
                "<Id>a/b</Id><Url>U</Url><Event>s3:ObjectCreated:*</Event>|InvalidArgument|slashes",
                "<Id>1</Id><Id>2</Id><Url>U</Url><Event>s3:ObjectCreated:*</Event>|MalformedXML|twice",
                "<Id>1</Id><Url>U</Url><Event>s3:ObjectCreated:*</Event><Retry>3</Retry>|MalformedXML|not"
                    + " &lt;Retry&gt;",
                "<Id>1</Id><Url>U</Url><Topic>t</Topic><Event>s3:ObjectCreated:*</Event>|MalformedXML|not"
                    + " &lt;Topic&gt;"
            })
    void an_element_that_is_missing_or_unknown_is_refused(
            String inside, String code, String message) {
        String text = inside.replace("<Url>U</Url>", "<Url>" + world.receiver.url("/h") + "</Url>");

        Reply refused =
                world.put("<SimpleTopicConfiguration>" + text + "</SimpleTopicConfiguration>");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("<Code>" + code + "</Code>", message);
        assertThat(world.receiver.requests()).isEmpty();
    }

    @Test
    void elements_come_in_any_order_and_filters_in_either_case() {
        String url = world.receiver.url("/hook");
        String filter =
                "<Filter><S3Key>"
                        + "<FilterRule><Value>.png</Value><Name>suffix</Name></FilterRule>"
                        + "<FilterRule><Name>Prefix</Name><Value>img/</Value></FilterRule>"
                        + "</S3Key></Filter>";
        assertThat(
                        world.put(
                                        "<SimpleTopicConfiguration>"
                                                + filter
                                                + "<Event>s3:ObjectCreated:Put</Event><Url>\n  "
                                                + url
                                                + "\n</Url><Event>s3:ObjectRemoved:*</Event>"
                                                + "<Id>1</Id></SimpleTopicConfiguration>")
                                .status())
                .isEqualTo(200);
        assertThat(world.get())
                .contains(
                        "<Id>1</Id><Url>" + url + "</Url><Event>s3:ObjectCreated:Put</Event>",
                        "<Name>Prefix</Name><Value>img/</Value>",
                        "<Name>Suffix</Name><Value>.png</Value>");

        world.upload("img/a.jpg", "x");
        world.upload("img/a.png", "x");
        assertThat(McsWorld.keys(world.records("/hook", 1))).containsExactly("img/a.png");
    }

    @Test
    void two_of_one_id_in_a_document_are_refused() {
        assertThat(world.put(world.webhook("1", "/a") + world.webhook("1", "/b")).body())
                .contains("have the Id '1'");
        assertThat(world.receiver.requests()).isEmpty();
    }

    @Test
    void a_bucket_has_at_most_a_hundred_webhooks() {
        String hundred =
                String.join(
                        "",
                        IntStream.range(0, 100)
                                .mapToObj(i -> world.webhook("n" + i, "/" + i))
                                .toList());
        assertThat(world.put(hundred).status()).isEqualTo(200);
        assertThat(world.receiver.requests()).hasSize(100);
        assertThat(world.put(world.webhook("one-more", "/x")).body())
                .contains(
                        "may have 100 SimpleTopicConfiguration elements; with this document it"
                                + " would have 101");
        assertThat(world.receiver.requests()).hasSize(100);
        assertThat(world.put(world.webhook("n7", "/x")).status()).isEqualTo(200);
    }

    @Test
    void a_document_may_hold_both_kinds_and_a_put_merges_each() {
        world.server.topic("bell", Map.of());
        put(named("t1") + world.webhook("h1", "/1"));
        put(world.webhook("h2", "/2"));
        put(named("t2"));
        assertThat(ids()).containsExactly("t1", "t2", "h1", "h2");
        assertThat(world.get("notification=h2").body()).contains("h2").doesNotContain("h1", "t1");

        world.put(world.webhook("h3", "/3"), Map.of("x-carillon-replace", "true"));
        assertThat(ids()).containsExactly("h3");

        put(named("t1") + named("h3"));
        world.delete("notification=h3");
        assertThat(ids()).containsExactly("t1");

        put(world.webhook("h1", "/1"));
        put("");
        assertThat(ids()).isEmpty();

        put(named("t1") + world.webhook("h1", "/1"));
        assertThat(world.delete("notification").status()).isEqualTo(200);
        assertThat(ids()).isEmpty();
    }

    @Test
    void a_webhook_is_confirmed_again_only_if_its_url_changes() {
        put(world.webhook("1", "/a"));
        put(world.webhook("1", "/a"));
        put(McsWorld.xml("1", world.receiver.url("/a"), "<Event>s3:ObjectRemoved:Delete</Event>"));
        assertThat(world.confirmations("/a")).hasSize(1);

        world.receiver.otherwise(Answer.status(500));
        assertThat(world.put(world.webhook("1", "/b")).status()).isEqualTo(400);
        assertThat(world.get()).contains(world.receiver.url("/a"), "s3:ObjectRemoved:Delete");

        world.receiver.otherwise(world::confirmed);
        put(world.webhook("1", "/b"));
        put("");
        put(world.webhook("1", "/b"));
        assertThat(world.confirmations("/b")).hasSize(3);
    }

    @Test
    void an_unknown_value_of_the_skip_header_is_refused() {
        var maybe = Map.of("x-amz-skip-destination-validation", "maybe");
        assertThat(world.put(world.webhook("1", "/a"), maybe).body())
                .contains("must be true or false");
        var no = Map.of("x-amz-skip-destination-validation", "false");
        assertThat(world.put(world.webhook("1", "/a"), no).status()).isEqualTo(200);
        assertThat(world.confirmations("/a")).hasSize(1);
    }

    @Test
    void a_webhook_that_went_while_another_request_repeats_it_is_confirmed_anew() throws Exception {
        put(world.webhook("1", "/a"));
        var gate = new CountDownLatch(1);
        world.receiver.otherwise(received ->
                received.path().equals("/slow")
                        ? new Answer.Held(gate, world.confirmed(received))
                        : world.confirmed(received));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            // "1" is as it is stored, so only "2" is confirmed; meanwhile "1" is deleted
            Future<Reply> both =
                    threads.submit(() ->
                            world.put(world.webhook("1", "/a") + world.webhook("2", "/slow")));
            world.receiver.await(2, McsWorld.PATIENCE);
            world.delete("notification=1");
            gate.countDown();
            assertThat(both.get().status()).isEqualTo(200);
        }
        assertThat(ids()).containsExactly("1", "2");
        assertThat(world.confirmations("/a")).hasSize(2);
    }

    @Test
    void of_concurrent_puts_every_webhook_is_stored_once_and_confirmed() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var puts = new ArrayList<Future<Reply>>();
            for (int i = 0; i < 24; i++) {
                String hook = world.webhook("n" + i % 8, "/" + i);
                puts.add(threads.submit(() -> world.put(hook)));
            }
            for (Future<Reply> put : puts) {
                assertThat(put.get().status()).isEqualTo(200);
            }
        }
        assertThat(ids()).containsExactly("n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7");
        assertThat(world.receiver.requests()).hasSize(24);
    }

    @Test
    void a_webhook_is_still_there_after_a_restart_and_is_not_confirmed_again() {
        put(world.webhook("1", "/a"));
        world = world.restarted(data);

        put(world.webhook("1", "/a"));
        world.upload("k", "x");

        assertThat(world.records("/a", 1)).hasSize(1);
        assertThat(world.confirmations("/a")).hasSize(1);
    }

    @Test
    void an_id_may_have_any_characters_but_slashes() {
        String id = "ü \"x\" &amp; &lt;y&gt; 'z' |,";
        put(world.webhook(id, "/hook"));
        put(world.webhook("i".repeat(255), "/long"));
        assertThat(world.put(world.webhook("i".repeat(256), "/long")).body())
                .contains("An Id may have 255 characters");

        world.upload("k", "x");

        assertThat(world.records("/hook", 1).getFirst().text())
                .contains("\"configurationId\":\"ü \\\"x\\\" & <y> 'z' |,\"");
        assertThat(world.records("/long", 1)).hasSize(1);
        assertThat(world.get()).contains("<Id>ü ");
    }

    @Test
    void a_bucket_that_is_made_again_begins_without_webhooks() {
        put(world.webhook("1", "/a"));
        world.server.s3().deleteBucket(builder -> builder.bucket(McsWorld.BUCKET));
        assertThat(world.put(world.webhook("1", "/b")).body()).contains("NoSuchBucket");
        world.server.s3().createBucket(builder -> builder.bucket(McsWorld.BUCKET));
        assertThat(ids()).isEmpty();

        put(world.webhook("1", "/c"));
        world.upload("k", "x");

        assertThat(world.records("/c", 1)).hasSize(1);
        assertThat(world.confirmations("/b")).isEmpty();
    }

    @Test
    void a_stop_does_not_wait_for_an_endpoint_that_does_not_answer() throws Exception {
        world.receiver.otherwise(new Answer.Hang());
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Reply> put = threads.submit(() -> world.put(world.webhook("1", "/a")));
            world.receiver.await(1, McsWorld.PATIENCE);
            world = world.restarted(data);
            assertThat(put)
                    .satisfiesAnyOf(
                            answered ->
                                    assertThat(answered.get().status()).isGreaterThanOrEqualTo(400),
                            broken -> assertThat(broken).failsWithin(McsWorld.PATIENCE));
        }
        assertThat(ids()).isEmpty();
    }

    private static String named(String id) {
        return "<TopicConfiguration><Id>"
                + id
                + "</Id><Topic>"
                + TOPIC
                + "</Topic></TopicConfiguration>";
    }

    private void put(String inside) {
        assertThat(world.put(inside)).isEqualTo(new Reply(200, ""));
    }

    private List<String> ids() {
        return Stream.of(world.get().split("<Id>", -1))
                .skip(1)
                .map(text -> text.substring(0, text.indexOf("</Id>")))
                .toList();
    }
}
