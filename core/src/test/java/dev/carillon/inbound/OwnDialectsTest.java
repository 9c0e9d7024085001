package dev.carillon.inbound;

import static dev.carillon.inbound.Sent.facts;
import static dev.carillon.inbound.Sent.only;
import static dev.carillon.inbound.Sent.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.event.Bucket;
import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectEvent;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Origin;
import dev.carillon.event.Version;
import dev.carillon.format.B2Reader;
import dev.carillon.format.Dialects;
import dev.carillon.format.Message;
import dev.carillon.format.MinioRecords;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Topic;
import dev.carillon.rule.TopicRef;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Checks that the reader understands what Carillon itself sends, in each of its dialects. */
class OwnDialectsTest {
    private static final String KEY = "-rf ../a+b%20\"é\n\uD83D\uDE00";

    private final Dialects dialects = Dialects.standard("eu");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3",
                "s3-cloudevents",
                "s3-cloudevents-binary",
                "s3-cloudevents-structured",
                "s3-cloudevents-batched",
                "b2",
                "mcs"
            })
    void events_of_objects(String name) throws Exception {
        ObjectEvent event = event(EventType.CREATED_PUT);
        Change change =
                only(read(dialects.get(new DialectName(name)).format().write(event, "rule", "")));

        assertThat(change.object().key()).isEqualTo(KEY);
        assertThat(change.object().size()).isEqualTo(5);
        assertThat(change.bucket().name()).isEqualTo("bbb");
        assertThat(change.type()).isEqualTo(EventType.CREATED_PUT);
        String id = change.original().orElseThrow().id();
        if (name.equals("mcs")) {
            assertThat(id).as("records of MCS have no id").matches("[0-9a-f]{64}");
        } else {
            assertThat(id).isEqualTo(event.id());
        }
        assertThat(facts(change).action()).contains(Action.COPY);
        ObjectEvent removed = event(EventType.REMOVED_DELETE_MARKER);
        Change removal =
                only(read(dialects.get(new DialectName(name)).format().write(removed, "rule", "")));
        assertThat(facts(removal).action()).contains(Action.DELETE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3",
                "s3-cloudevents",
                "s3-cloudevents-binary",
                "s3-cloudevents-structured",
                "s3-cloudevents-batched"
            })
    void tests_of_topics(String name) throws Exception {
        Topic topic = Topic.named(TopicRef.of("t"), "owner", Optional.empty(), true, "", Map.of());
        Message test = dialects.get(new DialectName(name)).test(topic, Sent.ARRIVED, new Random(1));

        assertThat(read(test)).isInstanceOf(ReceivedMessage.Test.class);
    }

    @Test
    void records_of_live_tails() throws Exception {
        ObjectEvent event = event(EventType.CREATED_PUT);
        String record = new String(new MinioRecords("eu").record(event), StandardCharsets.UTF_8);
        Change change = only(Sent.records(record));

        assertThat(change.object().key()).isEqualTo(KEY);
        assertThat(change.original().orElseThrow().id()).isEqualTo(event.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"broker", "broker-cloudevents"})
    void events_that_a_broker_passes_on(String name) throws Exception {
        byte[] body = ("{\"events\":[" + Sent.B2 + "]}").getBytes(StandardCharsets.UTF_8);
        Change published = B2Reader.read(body, "", Sent.ARRIVED).getFirst();
        ObjectEvent event = ObjectEvent.of(published, 1);
        Change change =
                only(read(dialects.get(new DialectName(name)).format().write(event, "r", "")));

        assertThat(change.object().key()).isEqualTo("objectName+%20.txt");
        assertThat(change.original().orElseThrow().id())
                .isEqualTo(published.original().orElseThrow().id());
        assertThat(facts(change).action()).contains(Action.COPY);
    }

    private static ObjectEvent event(EventType type) {
        var object = new ObjectFacts(KEY, 5, "etag", new Version.None(), Map.of(), List.of());
        var bucket = new Bucket("000000000000000b", "bbb", "owner");
        var origin = new Origin("tester", "192.0.2.7", "tx0", "host");
        return ObjectEvent.of(new Change(type, Sent.ARRIVED, bucket, object, origin), 0xBEEF);
    }
}
