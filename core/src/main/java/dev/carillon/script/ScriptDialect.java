package dev.carillon.script;

import dev.carillon.event.ObjectEvent;
import dev.carillon.event.Original;
import dev.carillon.format.Dialect;
import dev.carillon.format.Format;
import dev.carillon.format.Message;
import dev.carillon.inbound.Action;
import dev.carillon.inbound.KeyEncodings;
import dev.carillon.inbound.RecordFacts;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.DialectName;
import dev.carillon.rule.Topic;
import dev.carillon.signature.Secret;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * The dialect in which scripts get events: the body is the event as its publisher wrote it, on one
 * line, and the headers are the {@code CARILLON_…} variables. Only events that other programs
 * published have this form. Nothing is signed.
 */
public final class ScriptDialect implements Dialect {
    /** The name of the dialect. */
    public static final DialectName NAME = new DialectName("script");

    private static final String JSON = "application/json";

    private final Format format;
    private final DeliveryPolicy defaults;

    /**
     * Creates the dialect.
     *
     * @param encodings those by which the events were read when they arrived
     * @param defaults the policy for everything that the recipient leaves open
     */
    public ScriptDialect(KeyEncodings encodings, DeliveryPolicy defaults) {
        this.format = (event, _, _) -> message(event, encodings);
        this.defaults = defaults;
    }

    @Override
    public DialectName name() {
        return NAME;
    }

    @Override
    public Format format() {
        return format;
    }

    /**
     * Refuses: a script has no test message, because running it would be no test.
     *
     * @throws IllegalArgumentException always
     */
    @Override
    public Message test(Topic topic, Instant now, RandomGenerator random) {
        throw new IllegalArgumentException("a script is tested with an event, not with a message");
    }

    @Override
    public Message signed(Message complete, Secret secret) {
        return complete;
    }

    @Override
    public DeliveryPolicy defaults() {
        return defaults;
    }

    private static Message message(ObjectEvent event, KeyEncodings encodings) {
        Original original =
                event.change()
                        .original()
                        .orElseThrow(() ->
                                new IllegalArgumentException("scripts get received events only"));
        Map<String, String> headers = headers(event, RecordFacts.of(original.json(), encodings));
        return new Message(JSON, headers, oneLine(original.json().bytes()));
    }

    private static Map<String, String> headers(ObjectEvent event, RecordFacts facts) {
        var headers = new HashMap<String, String>();
        headers.put(ScriptCall.BUCKET, facts.bucket());
        headers.put(ScriptCall.KEY, facts.key());
        headers.put(ScriptCall.ACTION, facts.action().map(Action::text).orElse(""));
        headers.put(ScriptCall.EVENT_TYPE, facts.eventName());
        facts.size().ifPresent(size -> headers.put(ScriptCall.SIZE, Long.toString(size)));
        headers.put(ScriptCall.ETAG, facts.etag());
        headers.put(ScriptCall.VERSION_ID, facts.versionId());
        headers.put(ScriptCall.SEQUENCER, facts.sequencer());
        headers.put(ScriptCall.EVENT_ID, facts.eventId().isEmpty() ? event.id() : facts.eventId());
        facts.flaw().ifPresent(flaw -> headers.put(ScriptCall.FLAW, flaw));
        return headers;
    }

    /** Returns JSON without line ends, which are only between its parts. */
    private static byte[] oneLine(byte[] json) {
        for (int i = 0; i < json.length; i++) {
            if (json[i] == '\n' || json[i] == '\r') {
                json[i] = ' ';
            }
        }
        return json;
    }
}
