package dev.carillon.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.event.Change;
import dev.carillon.format.CloudEventText;
import dev.carillon.format.Message;
import dev.carillon.format.UnreadableMessageException;
import dev.carillon.inbound.ReceivedMessage.Events;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Messages as publishers send them, and what is read of them. */
final class Sent {
    static final Instant ARRIVED = Instant.parse("2026-12-01T00:00:00Z");
    static final String ADDRESS = "192.0.2.9";

    /** A record of MCS, whose key would be another one if it were decoded. */
    static final String MCS =
            """
            {"s3":{"object":{"eTag":"aed563ecafb4bcc5654c597a421547b2","sequencer":1577453615,"key":"a+b%20c",
            "size":100},"configurationId":"1","bucket":{"name":"bucketA","ownerIdentity":{"principalId":"mcs288"}},
            "s3SchemaVersion":"1.0"},"eventVersion":"1.0","requestParameters":{"sourceIPAddress":"185.6.245.156"},
            "userIdentity":{"principalId":"2407013e"},"eventName":"s3:ObjectCreated:Put","awsRegion":"ru-msk",
            "eventSource":"aws:s3","responseElements":{"x-amz-request-id":"VGJR5rtJ"}}\
            """;

    static final String CEPH =
            """
            {"eventVersion":"2.2","eventSource":"ceph:s3","awsRegion":"","eventTime":"2026-11-22T03:48:44.884674Z",\
            "eventName":"ObjectCreated:Put","userIdentity":{"principalId":"tester"},\
            "requestParameters":{"sourceIPAddress":""},\
            "responseElements":{"x-amz-request-id":"ca54.4153.935","x-amz-id-2":"1039-default-default"},\
            "s3":{"s3SchemaVersion":"1.0","configurationId":"n1","bucket":{"name":"golden-bucket",\
            "ownerIdentity":{"principalId":"tester"},"arn":"arn:aws:s3:::golden-bucket","id":"ca54.4155.1"},\
            "object":{"key":"dir/spaced key+é%20.txt","size":5,"eTag":"5d41402abc4b2a76b9719d911017c592",\
            "versionId":"","sequencer":"1C66026B9C40DE34","metadata":[{"key":"x-amz-meta-color","val":"red"}],\
            "tags":[{"key":"team","val":"a"},{"key":"x","val":"y"}]}},\
            "eventId":"1795319324.886980.5d41402abc4b2a76b9719d911017c592","opaqueData":"me@example.com"}\
            """;

    static final String AWS =
            """
            {"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-west-2",
            "eventTime":"1970-01-01T00:00:00.000Z","eventName":"ObjectCreated:Put",
            "userIdentity":{"principalId":"AIDAJDPLRKLG7UEXAMPLE"},
            "requestParameters":{"sourceIPAddress":"127.0.0.1"},
            "responseElements":{"x-amz-request-id":"C3D13FE58DE4C810","x-amz-id-2":"FMyUVURIY8"},
            "s3":{"s3SchemaVersion":"1.0","configurationId":"testConfigRule","bucket":{"name":"amzn-bucket",
            "ownerIdentity":{"principalId":"A3NL1KOZZKExample"},"arn":"arn:aws:s3:::amzn-bucket"},
            "object":{"key":"my+photo%2B%C3%A9.jpg","size":1024,"eTag":"d41d8cd98f00b204e9800998ecf8427e",
            "versionId":"096fKKXTRTtl3on89fVO.nfljtsv6qko","sequencer":"0055AED6DCD90281E5"}}}\
            """;

    static final String MINIO =
            """
            {"EventName":"s3:ObjectRemoved:Delete","Key":"b/d%2Fx+1","Records":[{"eventVersion":"2.0",
            "eventSource":"minio:s3","awsRegion":"","eventTime":"2026-01-02T03:04:05.678Z",
            "eventName":"s3:ObjectRemoved:Delete","userIdentity":{"principalId":"minio"},
            "requestParameters":{"principalId":"minio","region":"","sourceIPAddress":"127.0.0.1"},
            "responseElements":{"x-amz-request-id":"17AB","x-minio-deployment-id":"d"},
            "s3":{"s3SchemaVersion":"1.0","configurationId":"Config","bucket":{"name":"b",
            "ownerIdentity":{"principalId":"minio"},"arn":"arn:aws:s3:::b"},
            "object":{"key":"d%2Fx+1","sequencer":"17AB0000"}},
            "source":{"host":"127.0.0.1","port":"","userAgent":"MinIO"}}]}\
            """;

    static final String B2 =
            """
            {"accountId":"e85c6a500333","bucketId":"aea8c5bc362ae55070130333","bucketName":"mySampleBucket",
            "eventId":"eec05ae28ea6d9ce4d5dd7d5bb4da1d8ba0c1a1a7ec8cf4d4b5ac26cb5ae1c2e",
            "eventTimestamp":1684793309123,"eventType":"b2:ObjectCreated:Upload","eventVersion":1,
            "matchedRuleName":"mySampleRule1","objectName":"objectName+%20.txt","objectSize":10495842,
            "objectVersionId":"4_zaea8c5bc362ae55070130333_f117c7bd5d6c6597c_d20230521_m235957"}\
            """;

    private Sent() {}

    /** Returns a message of S3 with these records. */
    static String records(String... records) {
        return "{\"Records\":[" + String.join(",", records) + "]}";
    }

    static ReceivedMessage read(String body) throws UnreadableMessageException {
        return read(Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    static ReceivedMessage read(Map<String, String> headers, byte[] body)
            throws UnreadableMessageException {
        return read(KeyEncodings.BY_DIALECT, headers, body);
    }

    static ReceivedMessage read(KeyEncodings encodings, Map<String, String> headers, byte[] body)
            throws UnreadableMessageException {
        return new MessageReader(encodings)
                .read(name -> Optional.ofNullable(headers.get(name)), body, ADDRESS, ARRIVED);
    }

    /** Reads a message as an endpoint gets it. */
    static ReceivedMessage read(Message message) throws UnreadableMessageException {
        var headers = new TreeMap<>(message.headers());
        headers.putAll(CloudEventText.headers(message));
        headers.put("content-type", message.contentType());
        return read(headers, message.body());
    }

    static List<Change> events(ReceivedMessage read) {
        assertThat(read).isInstanceOf(Events.class);
        List<Change> events = ((Events) read).events();
        events.forEach(Sent::sameWhenReadAgain);
        return events;
    }

    static List<Change> events(String body) throws UnreadableMessageException {
        return events(read(body));
    }

    static Change only(ReceivedMessage read) {
        List<Change> events = events(read);
        assertThat(events).hasSize(1);
        return events.getFirst();
    }

    static Change only(String body) throws UnreadableMessageException {
        return only(read(body));
    }

    /** Returns the facts as a delivery reads them. */
    static RecordFacts facts(Change change) {
        return RecordFacts.of(change.original().orElseThrow().json(), KeyEncodings.BY_DIALECT);
    }

    static RecordFacts facts(String body) throws UnreadableMessageException {
        return facts(only(body));
    }

    static String kept(Change change) {
        return new String(change.original().orElseThrow().json().bytes(), StandardCharsets.UTF_8);
    }

    /** Checks that a delivery sees the event as it was on its arrival. */
    private static void sameWhenReadAgain(Change change) {
        RecordFacts facts = facts(change);
        assertThat(facts.bucket()).isEqualTo(change.bucket().name());
        assertThat(facts.key()).isEqualTo(change.object().key());
        assertThat(facts.size().orElse(0)).isEqualTo(change.object().size());
        assertThat(facts.etag()).isEqualTo(change.object().etag());
        assertThat(facts.eventName()).isEqualTo(change.original().orElseThrow().type());
        assertThat(facts.eventId()).isEqualTo(change.original().orElseThrow().id());
    }
}
