package dev.carillon.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.engine.DeliveryEngine;
import dev.carillon.http.Answer;
import dev.carillon.http.BodyBudget;
import dev.carillon.http.Headers;
import dev.carillon.http.Query;
import dev.carillon.http.Request;
import dev.carillon.registry.KeptRules;
import dev.carillon.registry.Rules;
import dev.carillon.registry.Topics;
import dev.carillon.rule.Rule;
import dev.carillon.rule.Topic;
import dev.carillon.rule.TopicRef;
import dev.carillon.s3.NotificationXmlException.Code;
import dev.carillon.state.Commit;
import dev.carillon.store.BucketInfo;
import dev.carillon.store.Versioning;
import dev.carillon.testkit.IdleEngine;
import dev.carillon.testkit.MemoryState;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

class NotificationCallsTest {
    private static final BucketInfo BUCKET =
            new BucketInfo("bucket", 11, Instant.EPOCH, "o", Versioning.NEVER, 1, Map.of());

    private final MemoryState state = MemoryState.create();
    private final DeliveryEngine engine = IdleEngine.over(state);
    private final Topics topics = engine.topics();
    private final Rules rules = engine.rules();
    private final NotificationCalls calls =
            new NotificationCalls(
                    new S3Face.Notifications(
                            engine.ownRules(),
                            topics,
                            engine.notifier(),
                            engine.targets(),
                            engine.handshakes()),
                    "eu");

    @BeforeEach
    void a_bucket_and_two_topics() {
        var commit = new Commit();
        rules.begin(commit, BUCKET.idText());
        state.commit(commit);
        topic("t");
        topic("u");
    }

    @Test
    void a_bucket_begins_with_an_empty_configuration() {
        assertThat(get("")).isEqualTo("<NotificationConfiguration></NotificationConfiguration>");
    }

    @Test
    void what_is_put_is_merged_and_got_back() {
        put(configuration("n1", "t"));
        put(configuration("n2", "t"));
        assertThat(ids()).containsExactly("n1", "n2");
        assertThat(get("")).contains("<Topic>arn:aws:sns:eu::t</Topic>");
        assertThat(get("n2")).contains("<Id>n2</Id>").doesNotContain("n1");
    }

    @Test
    void what_is_put_replaces_when_the_header_says_so() {
        put(configuration("n1", "t"));
        answer("PUT", "notification", "true", configuration("n2", "t"));
        assertThat(ids()).containsExactly("n2");
    }

    @Test
    void an_empty_document_deletes_all() {
        put(configuration("n1", "t"));
        put("");
        assertThat(ids()).isEmpty();
    }

    @Test
    void of_one_id_with_two_topics_the_first_by_name_is_got() {
        put(configuration("n1", "u") + configuration("n1", "t"));
        assertThat(get("n1")).contains("::t<").doesNotContain("::u<");
    }

    @Test
    void one_is_deleted_or_all_and_what_is_not_there_is_no_error() {
        put(configuration("n1", "t") + configuration("n2", "t") + configuration("n3", "t"));
        assertThat(answer("DELETE", "notification=n2", "", "").status()).isEqualTo(200);
        assertThat(ids()).containsExactly("n1", "n3");
        answer("DELETE", "notification=n2", "", "");
        assertThat(ids()).containsExactly("n1", "n3");
        answer("DELETE", "notification", "", "");
        assertThat(ids()).isEmpty();
    }

    @Test
    void an_id_may_come_as_boto3_sends_it_and_two_must_agree() {
        put(configuration("n1", "t") + configuration("n2", "t"));
        answer("DELETE", "notification&notification-id=n2", "", "");
        assertThat(ids()).containsExactly("n1");
        answer("DELETE", "notification=n2&notification-id=n2", "", "");
        assertThat(ids()).containsExactly("n1");
        refused("DELETE", "notification=n1&notification-id=n2", "", Code.INVALID_ARGUMENT);
        refused("GET", "notification&notification-id=missing", "", Code.NO_SUCH_KEY);
        refused(
                "PUT",
                "notification&notification-id=n1",
                configuration("n1", "t"),
                Code.INVALID_ARGUMENT);
        assertThat(ids()).containsExactly("n1");
    }

    @Test
    void a_notification_without_an_id_gets_one_that_it_keeps() {
        String without =
                "<TopicConfiguration><Topic>arn:aws:sns:eu::t</Topic></TopicConfiguration>";
        put(without);
        put(without);
        assertThat(ids()).singleElement().asString().hasSize(36);
    }

    @Test
    void events_that_are_never_sent_are_named_in_the_answer() {
        String event = "<Event>s3:ObjectTagging:*</Event><Event>s3:ObjectCreated:*</Event>";
        String put = configuration("n1", "t").replace("</Topic>", "</Topic>" + event);
        Answer answer = answer("PUT", "notification", "", put);
        assertThat(answer.headers().first("x-carillon-warning").orElse(""))
                .contains("n1", "s3:ObjectTagging:*", "never sends")
                .doesNotContain("ObjectCreated");
        assertThat(get("")).contains("s3:ObjectTagging:*");
    }

    @Test
    void a_replacement_is_asked_for_by_true_and_by_nothing_else() {
        put(configuration("n1", "t"));
        assertThatThrownBy(() -> answer("PUT", "notification", "yes", configuration("n2", "t")))
                .isInstanceOf(NotificationXmlException.class);
        assertThat(ids()).containsExactly("n1");
    }

    @Test
    void one_bad_entry_refuses_the_whole_document() {
        put(configuration("n1", "t"));
        refused(
                "PUT",
                "notification",
                configuration("n2", "t") + configuration("n3", "missing"),
                Code.NO_SUCH_KEY);
        assertThat(ids()).containsExactly("n1");
    }

    @Test
    void an_unknown_id_is_no_such_key_and_an_id_on_put_is_invalid() {
        refused("GET", "notification=missing", "", Code.NO_SUCH_KEY);
        refused("PUT", "notification=n1", configuration("n1", "t"), Code.INVALID_ARGUMENT);
    }

    @Test
    void a_bucket_that_went_meanwhile_is_no_such_bucket() {
        var commit = new Commit();
        rules.end(commit, BUCKET.idText());
        state.commit(commit);
        refused("GET", "notification", "", Code.NO_SUCH_BUCKET);
        refused("PUT", "notification", configuration("n1", "t"), Code.NO_SUCH_BUCKET);
        refused("DELETE", "notification", "", Code.NO_SUCH_BUCKET);
    }

    @Test
    void the_notifications_of_a_deleted_topic_stay() {
        put(configuration("n1", "t"));
        topics.remove(topics.findShown("t").orElseThrow(), _ -> {});
        assertThat(get("n1")).contains("arn:aws:sns:eu::t");
    }

    private void topic(String name) {
        topics.put(Topic.named(TopicRef.of(name), "o", Optional.empty(), false, "", Map.of()));
    }

    private static String configuration(String id, String topic) {
        return "<TopicConfiguration><Id>"
                + id
                + "</Id><Topic>arn:aws:sns:eu::"
                + topic
                + "</Topic></TopicConfiguration>";
    }

    private Iterable<String> ids() {
        return rules.of(BUCKET.idText()).map(KeptRules::rules).orElseThrow().stream()
                .map(Rule::id)
                .toList();
    }

    private void put(String inside) {
        Answer answer = answer("PUT", "notification", "", inside);
        assertThat(answer).isEqualTo(Answer.of(200));
    }

    private String get(String id) {
        Answer answer = answer("GET", "notification=" + id, "", "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers().first("content-type")).contains("application/xml");
        return new String(((Answer.Body.Bytes) answer.body()).bytes(), StandardCharsets.UTF_8);
    }

    private Answer answer(String method, String query, String replace, String inside) {
        var request =
                new Request(
                        "tx1",
                        method,
                        "/bucket",
                        Query.parse(query).orElseThrow(),
                        Headers.of("X-Carillon-Replace", replace),
                        new Request.Peer("127.0.0.1", false),
                        InputStream.nullInputStream(),
                        BodyBudget.of(0).lease());
        String text = "<NotificationConfiguration>" + inside + "</NotificationConfiguration>";
        return calls.answer(request, BUCKET, text.getBytes(StandardCharsets.UTF_8));
    }

    private void refused(String method, String query, String inside, Code code) {
        assertThatThrownBy(() -> answer(method, query, "", inside))
                .isInstanceOfSatisfying(
                        NotificationXmlException.class,
                        exception -> assertThat(exception.code()).isEqualTo(code));
    }
}
