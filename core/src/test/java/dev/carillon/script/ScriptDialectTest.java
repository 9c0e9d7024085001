package dev.carillon.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.event.Change;
import dev.carillon.event.ObjectEvent;
import dev.carillon.format.Message;
import dev.carillon.inbound.KeyEncodings;
import dev.carillon.inbound.MessageReader;
import dev.carillon.inbound.ReceivedMessage.Events;
import dev.carillon.rule.DeliveryPolicy;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

class ScriptDialectTest {
    private static final String MCS =
            """
            {"Records": [{"s3": {"object": {"eTag": "aed5", "sequencer": 1577453615, "key": "a+b%20c\\n", "size": 100},
             "configurationId": "1", "bucket": {"name": "bucketA"}}, "eventVersion": "1.0",
             "eventName": "s3:ObjectCreated:Put",\r\n "eventSource": "aws:s3"},
             {"eventName": "s3:ObjectRemoved:Delete", "s3": {"bucket": {"name": "b"}, "object": {"key": "gone"}}},
             {"eventName": "s3:ObjectTagging:Put", "s3": {"bucket": {"name": "b"}, "object": {"key": "tagged"}}},
             {"eventName": "s3:ObjectCreated:Put", "s3": {"bucket": {"name": "b"}, "object": {"key": 7}}}]}
            """;

    private final ScriptDialect dialect =
            new ScriptDialect(KeyEncodings.BY_DIALECT, DeliveryPolicy.defaults());

    @Test
    void the_facts_of_the_record_become_variables_and_the_record_is_one_line() throws Exception {
        ObjectEvent event = events().get(0);
        Message message = dialect.format().write(event, "", "");

        ScriptCall call = ScriptCall.of(message);
        assertThat(call.bucket()).isEqualTo("bucketA");
        assertThat(call.key()).isEqualTo("a+b%20c\n");
        assertThat(call.action()).isEqualTo("copy");
        assertThat(call.variables())
                .containsEntry(ScriptCall.SIZE, "100")
                .containsEntry(ScriptCall.ETAG, "aed5")
                .containsEntry(ScriptCall.SEQUENCER, "1577453615")
                .containsEntry(ScriptCall.EVENT_TYPE, "s3:ObjectCreated:Put")
                .containsEntry(ScriptCall.VERSION_ID, "")
                .containsEntry(ScriptCall.ATTEMPT, "1")
                .containsKey(ScriptCall.EVENT_ID);
        assertThat(call.flaw()).isEmpty();
        assertThat(new String(message.body(), StandardCharsets.UTF_8))
                .startsWith("{\"s3\": {")
                .endsWith("\"aws:s3\"}")
                .hasLineCount(1)
                .doesNotContain("\n", "\r");
        assertThat(dialect.format().write(event, "", "")).isEqualTo(message);
    }

    @Test
    void an_action_is_never_inherited_from_the_record_before() throws Exception {
        assertThat(events().stream().map(this::call).map(ScriptCall::action))
                .containsExactly("copy", "delete", "", "");
    }

    @Test
    void a_flaw_of_the_record_is_said() throws Exception {
        assertThat(call(events().get(3)).flaw()).isPresent();
    }

    @Test
    void an_event_without_an_id_of_its_own_has_that_of_its_arrival() throws Exception {
        ObjectEvent event = events().get(1);

        assertThat(call(event).variable(ScriptCall.EVENT_ID)).isEqualTo(event.id());
    }

    @Test
    void events_of_objects_that_are_stored_here_have_no_form_for_scripts() throws Exception {
        Change received = events().getFirst().change();
        var own =
                new Change(
                        received.type(),
                        received.time(),
                        received.bucket(),
                        received.object(),
                        received.origin());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> dialect.format().write(ObjectEvent.of(own, 1), "", ""));
    }

    private ScriptCall call(ObjectEvent event) {
        return ScriptCall.of(dialect.format().write(event, "", ""));
    }

    private static List<ObjectEvent> events() throws Exception {
        var read =
                new MessageReader(KeyEncodings.BY_DIALECT)
                        .read(
                                _ -> Optional.empty(),
                                MCS.getBytes(StandardCharsets.UTF_8),
                                "127.0.0.1",
                                Instant.EPOCH);
        return ((Events) read).events().stream().map(change -> ObjectEvent.of(change, 5)).toList();
    }
}
