package dev.carillon.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.event.ObjectEvent;

import org.junit.jupiter.api.Test;

import java.util.Map;

class CloudEventsHeadersTest {
    private final Format plain = new S3Records("eu");
    private final Format asking = new CloudEventsHeaders(plain, "eu", false);

    @Test
    void a_topic_that_asks_gets_the_headers_beside_the_same_body() {
        ObjectEvent event = Events.put();
        Message bare = plain.write(event, "n1", "o");
        Message asked = asking.write(event, "n1", "o");
        assertThat(bare.headers()).isEmpty();
        assertThat(asked.body()).isEqualTo(bare.body());
        assertThat(asked.contentType()).isEqualTo("application/json");
        assertThat(asked.headers())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "ce-specversion", "1.0",
                                "ce-type", "com.amazonaws.ObjectCreated:Put",
                                "ce-time", "2026-11-22T03:48:44.884674Z",
                                "ce-id", event.id() + ".n1",
                                "ce-source", "ceph:s3.eu.golden-bucket",
                                "ce-subject", "img/a.jpg"));
    }

    @Test
    void where_ceph_is_copied_the_id_is_that_of_the_request_and_its_host() {
        ObjectEvent event = Events.put();
        var origin = event.change().origin();
        Format format = new CloudEventsHeaders(plain, "eu", true);
        assertThat(format.write(event, "n1", "").headers())
                .containsEntry("ce-id", origin.requestId() + "." + origin.host());
    }

    @Test
    void two_rules_never_share_an_id() {
        assertThat(asking.write(Events.put(), "a", "").headers().get("ce-id"))
                .isNotEqualTo(asking.write(Events.put(), "b", "").headers().get("ce-id"));
    }

    @Test
    void what_a_header_cannot_carry_is_percent_encoded() {
        assertThat(asking.write(Events.named("a b\"%\r\né/€\uD83D\uDE00~!"), "r", "").headers())
                .containsEntry("ce-subject", "a%20b%22%25%0D%0A%C3%A9/%E2%82%AC%F0%9F%98%80~!");
    }
}
