package dev.carillon.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.carillon.event.Change;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.OriginalMessage;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Recipient.Subscription;
import dev.carillon.rule.SubscriptionAttributes;
import dev.carillon.rule.Target;
import dev.carillon.rule.Topic;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

class BrokerDialectTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);
    private static final String EVENT =
            """
            {"eventId":"e 1", "bucketName":"b","matchedRuleName":"r",\
            "eventTimestamp":1699999999001,"objectName":"ö"}\
            """;
    private static final String BODY = "{\"events\":[" + EVENT + "]}";
    private static final String TYPED = EVENT.replace("{", "{\"eventType\":\"b2:X:Y\",");

    private final Dialects dialects = Dialects.standard("eu");

    @Test
    void the_original_form_is_one_event_with_its_own_bytes() throws Exception {
        Message message = written(DialectName.BROKER, event(BODY, false));
        assertThat(message.contentType()).isEqualTo("text/plain;charset=UTF-8");
        assertThat(message.headers()).isEmpty();
        assertThat(body(message)).isEqualTo("{\"event\":[" + EVENT + "]}");
    }

    @Test
    void the_b2_form_is_the_message_with_its_headers() throws Exception {
        Message message = written(DialectName.BROKER_B2, event(BODY, true));
        assertThat(message.contentType()).isEqualTo("application/x");
        assertThat(message.headers())
                .isEqualTo(Map.of("x-bz-event-notification-signature", "v1=00"));
        assertThat(body(message)).isEqualTo(BODY);
        ObjectEvent alone = event(BODY, false);
        assertThatThrownBy(() -> written(DialectName.BROKER_B2, alone))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_cloud_events_form_has_the_publishers_id_and_time() throws Exception {
        String typed = "{\"events\":[" + TYPED + "]}";
        Message message = written(DialectName.BROKER_CLOUD_EVENTS, event(typed, false));
        assertThat(message.contentType()).isEqualTo("application/json");
        assertThat(message.headers()).isEmpty();
        assertThat(CloudEventText.headers(message))
                .isEqualTo(
                        Map.of(
                                "ce-specversion", "1.0",
                                "ce-id", "e%201",
                                "ce-source", "b2://b",
                                "ce-type", "b2:X:Y",
                                "ce-subject", "%C3%B6",
                                "ce-time", "2023-11-14T22:13:19.001Z"));
        assertThat(body(message)).isEqualTo(TYPED);
    }

    @Test
    void cloud_events_have_an_id_and_a_type_even_if_the_publisher_gave_none() throws Exception {
        ObjectEvent bare = event("{\"events\":[{}]}", false);
        assertThat(written(DialectName.BROKER_CLOUD_EVENTS, bare).cloudEvent())
                .containsEntry("id", bare.id())
                .containsEntry("type", "b2:Unknown")
                .doesNotContainKey("subject");
    }

    @Test
    void an_event_is_attempted_at_0_0_1_2_and_4_seconds() {
        var retry = dialects.defaults(DialectName.BROKER).retry();
        assertThat(retry.maxRetries()).hasValue(4);
        assertThat(
                        IntStream.rangeClosed(1, 5)
                                .mapToObj(n -> retry.schedule().pause(n, new Random())))
                .containsExactly(
                        Duration.ZERO,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(8));
        assertThat(retry.schedule().pause(100, new Random())).isEqualTo(Duration.ofDays(7));
    }

    @Test
    void a_test_message_has_the_form_of_the_subscription() {
        String legacy = body(test(DialectName.BROKER));
        assertThat(legacy).startsWith("{\"event\":[{").endsWith("}]}").contains("b2:TestEvent");
        assertThat(body(test(DialectName.BROKER_B2))).contains("\"events\": [");
        Message ofCloudEvents = test(DialectName.BROKER_CLOUD_EVENTS);
        assertThat(ofCloudEvents.headers()).containsEntry("x-carillon-test", "true");
        assertThat(ofCloudEvents.cloudEvent()).containsEntry("type", "b2:TestEvent");
    }

    private Message test(DialectName name) {
        Topic topic =
                Topic.ofSubscription(
                        new Subscription("b", "r", "id"),
                        name,
                        new Target("http://x/", Map.of()),
                        SubscriptionAttributes.none());
        return dialects.get(name).test(topic, NOW, new Random(1));
    }

    private Message written(DialectName name, ObjectEvent event) {
        return dialects.get(name).format().write(event, "r", "");
    }

    private static ObjectEvent event(String body, boolean withMessage) throws Exception {
        byte[] bytes = body.getBytes(UTF_8);
        Change change = B2Reader.read(bytes, "", NOW).getFirst();
        var headers =
                Map.of(
                        "content-type",
                        "application/x",
                        "x-bz-event-notification-signature",
                        "v1=00");
        Change whole =
                withMessage
                        ? change.with(
                                change.original()
                                        .orElseThrow()
                                        .in(new OriginalMessage(bytes, headers)))
                        : change;
        return ObjectEvent.of(whole, 7);
    }

    private static String body(Message message) {
        return new String(message.body(), UTF_8);
    }
}
