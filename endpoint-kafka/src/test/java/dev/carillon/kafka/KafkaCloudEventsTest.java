package dev.carillon.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.event.ObjectEvent;
import dev.carillon.format.BinaryCloudEvents;
import dev.carillon.format.Format;
import dev.carillon.format.S3Records;
import dev.carillon.format.StructuredCloudEvents;
import dev.carillon.kafka.SharedKafka.Cluster;

import io.cloudevents.CloudEvent;
import io.cloudevents.kafka.KafkaMessageFactory;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The SDK of the CloudEvents project reads the records of a topic, with keys of every kind. */
@ExtendWith(SharedKafka.class)
class KafkaCloudEventsTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final KafkaRig rig;

    KafkaCloudEventsTest(Cluster cluster) {
        rig = new KafkaRig(cluster.kafka(), KafkaRig.SHORT);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "img/a.jpg",
                "dir/spaced key+&.txt",
                " ends with blanks ",
                "\"100%\" \\ %41",
                "\u00e9\u20ac\ud83d\ude00\u05d0e\u0301\u200b"
            })
    void it_reads_both_modes(String key) {
        ObjectEvent event = KafkaRig.about(key, "").events().getFirst();
        List<Format> modes = List.of(new BinaryCloudEvents("eu"), new StructuredCloudEvents("eu"));
        for (Format mode : modes) {
            assertThat(send(mode, event)).isTrue();
        }

        var records = rig.reader().records();
        assertThat(records).hasSize(modes.size());
        for (var record : records) {
            demand(KafkaMessageFactory.createReader(record).toEvent(), event);
        }
    }

    private boolean send(Format mode, ObjectEvent event) {
        return rig.open("DIRECT", Map.of()).send(mode.write(event, "rule", "o"), LONG).accepted();
    }

    private static void demand(CloudEvent read, ObjectEvent event) {
        assertThat(read.getId()).isEqualTo(event.id() + ".rule");
        assertThat(read.getSource()).hasToString("ceph:s3.eu.photos");
        assertThat(read.getType()).isEqualTo("com.amazonaws.ObjectCreated:Put");
        assertThat(read.getSubject()).isEqualTo(event.change().object().key());
        assertThat(read.getTime()).isEqualTo(OffsetDateTime.parse("2026-01-02T03:04:05Z"));
        assertThat(read.getDataContentType()).isEqualTo("application/json");
        byte[] data = Objects.requireNonNull(read.getData()).toBytes();
        byte[] plain = new S3Records("eu").write(event, "rule", "o").body();
        JsonMapper mapper = JsonMapper.shared();
        assertThat(mapper.readTree(data)).isEqualTo(mapper.readTree(plain));
    }
}
