package dev.carillon.script;

import dev.carillon.delivery.AttemptResult;
import dev.carillon.format.JsonBytes;
import dev.carillon.script.ScriptCall.DeliveryId;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * An event for a long-lived worker, and the result that somebody waits for.
 *
 * @param id by which the worker answers, no blanks
 * @param line what the worker reads, its end included; not to be modified
 * @param limit of the time in which its worker answers nothing
 */
record StreamEntry(
        String id, byte[] line, Duration limit, CompletableFuture<AttemptResult> result) {
    private static final int USUAL_BYTES = 512;
    private static final byte[] QUOTE = ascii("\"");
    private static final byte[] NULL = ascii("null");
    private static final byte[] END = ascii("}\n");

    /** Creates the entry of a call. */
    static StreamEntry of(ScriptCall call, Duration limit) {
        String id = id(call.id());
        return new StreamEntry(id, line(id, call), limit, new CompletableFuture<>());
    }

    /** Gives the result to whoever waits; only the first one counts. */
    void complete(AttemptResult outcome) {
        boolean _ = result.complete(outcome);
    }

    private static String id(DeliveryId delivery) {
        return delivery.number() + (delivery.replay() ? "r" : "");
    }

    private static byte[] line(String id, ScriptCall call) {
        var out = new JsonBytes(USUAL_BYTES + call.event().length);
        out.raw(ascii("{\"id\":\"" + id));
        text(out, "\",\"bucket\":\"", call.bucket());
        text(out, "\",\"key\":\"", call.key());
        text(out, "\",\"action\":\"", call.action());
        text(out, "\",\"eventType\":\"", call.variable(ScriptCall.EVENT_TYPE));
        String size = call.variable(ScriptCall.SIZE);
        out.raw(ascii("\",\"size\":")).raw(size.isEmpty() ? NULL : ascii(size));
        text(out, ",\"etag\":\"", call.variable(ScriptCall.ETAG));
        text(out, "\",\"versionId\":\"", call.variable(ScriptCall.VERSION_ID));
        text(out, "\",\"sequencer\":\"", call.variable(ScriptCall.SEQUENCER));
        text(out, "\",\"eventId\":\"", call.variable(ScriptCall.EVENT_ID));
        out.raw(QUOTE).raw(ascii(",\"attempt\":" + call.variable(ScriptCall.ATTEMPT)));
        return out.raw(ascii(",\"event\":")).raw(call.event()).raw(END).bytes();
    }

    private static void text(JsonBytes out, String before, String value) {
        out.raw(ascii(before)).text(value);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
