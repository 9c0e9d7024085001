package dev.carillon.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.event.Bucket;
import dev.carillon.event.ByteSlice;
import dev.carillon.event.Change;
import dev.carillon.event.EventType;
import dev.carillon.event.ObjectFacts;
import dev.carillon.event.Origin;
import dev.carillon.event.Original;
import dev.carillon.event.TraceContext;
import dev.carillon.event.Version;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class EventCodecTest {
    private static final Origin ORIGIN = new Origin("p", "a", "r", "h");
    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    /** The bytes that data format 2 and later have. */
    @Test
    void an_event_without_a_trace_has_the_bytes_of_older_versions() {
        String type = HexFormat.of().toHexDigits((byte) EventType.CREATED_PUT.code());
        assertThat(HexFormat.of().formatHex(EventCodec.write(change(ORIGIN))))
                .isEqualTo(
                        "01"
                                + type
                                + "00000000000f4240" // time
                                + "000000026964" // bucket id
                                + "0000000162" // bucket
                                + "000000016f" // owner
                                + "000000016b" // key
                                + "0000000000000005" // size
                                + "00000001"
                                + "65" // ETag
                                + "00" // no version
                                + "00000000" // metadata
                                + "00000000" // tags
                                + "0000000170"
                                + "0000000161"
                                + "0000000172"
                                + "0000000168"
                                + "0000000000000000"
                                + "00000000");
    }

    @Test
    void a_trace_is_kept_behind_the_origin() {
        for (String state : List.of("", "a=1,b=2")) {
            Change traced = change(ORIGIN.in(Optional.of(new TraceContext(PARENT, state))));
            byte[] bytes = EventCodec.write(traced);
            assertThat(bytes[0]).isEqualTo((byte) 3);
            assertThat(EventCodec.read(bytes)).isEqualTo(traced);
            assertThat(EventCodec.time(bytes)).isEqualTo(traced.time());
        }
    }

    @Test
    void a_published_event_keeps_its_trace_too() {
        var original =
                new Original(
                        "id",
                        "rule",
                        "type",
                        Instant.EPOCH,
                        ByteSlice.of(new byte[] {'{', '}'}),
                        Optional.empty());
        Change plain = change(ORIGIN).with(original);
        Change traced =
                change(ORIGIN.in(Optional.of(new TraceContext(PARENT, "a=1")))).with(original);
        assertThat(EventCodec.write(plain)[0]).isEqualTo((byte) 2);
        assertThat(EventCodec.write(traced)[0]).isEqualTo((byte) 4);
        assertThat(EventCodec.read(EventCodec.write(plain))).isEqualTo(plain);
        assertThat(EventCodec.read(EventCodec.write(traced))).isEqualTo(traced);
    }

    private static Change change(Origin origin) {
        return new Change(
                EventType.CREATED_PUT,
                Instant.ofEpochSecond(1),
                new Bucket("id", "b", "o"),
                new ObjectFacts("k", 5, "e", new Version.None(), Map.of(), List.of()),
                origin);
    }
}
