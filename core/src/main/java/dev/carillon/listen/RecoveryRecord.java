package dev.carillon.listen;

import dev.carillon.b2client.B2Rule;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that is needed to undo what a listener does to a rule, written before it does it. It holds
 * the rule's secret, if it has one.
 *
 * @param label of the listener; of its temporary rule too
 * @param owner the listener's process
 * @param made when the listener began
 * @param endpoint the B2 service
 * @param rule the name of the rule
 * @param before the rule as it was; empty = the rule is the listener's own, and there was none
 * @param urls those that the listener sets, or wanted to set
 * @param processes those of its tunnel
 */
public record RecoveryRecord(
        RuleLabel label,
        Owner owner,
        Instant made,
        String endpoint,
        String bucket,
        String rule,
        Optional<B2Rule> before,
        List<String> urls,
        List<Owner> processes) {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int FORMAT = 1;

    public RecoveryRecord {
        urls = List.copyOf(urls);
        processes = List.copyOf(processes);
    }

    /** Returns this record for a listener that is about to set another URL. */
    RecoveryRecord aimedAt(String url) {
        if (urls.contains(url)) {
            return this;
        }
        var all = new ArrayList<>(urls);
        all.add(url);
        return new RecoveryRecord(
                label, owner, made, endpoint, bucket, rule, before, all, processes);
    }

    /** Returns this record with what the rule was before. */
    RecoveryRecord replacing(B2Rule was) {
        return new RecoveryRecord(
                label, owner, made, endpoint, bucket, rule, Optional.of(was), urls, processes);
    }

    /** Returns this record for a listener whose tunnel has one more process. */
    RecoveryRecord with(Owner process) {
        var all = new ArrayList<>(processes);
        all.removeIf(each -> !each.alive());
        all.add(process);
        return new RecoveryRecord(label, owner, made, endpoint, bucket, rule, before, urls, all);
    }

    /** Returns whether it is about a bucket of a service. */
    boolean concerns(String service, String ofBucket) {
        return endpoint.equals(service) && bucket.equals(ofBucket);
    }

    /** Returns the bytes of the file. */
    byte[] bytes() {
        ObjectNode out = JSON.createObjectNode().put("format", FORMAT);
        out.put("label", label.text());
        write(out.putObject("owner"), owner);
        out.put("made", made.toString()).put("endpoint", endpoint).put("bucket", bucket);
        out.put("rule", rule);
        before.ifPresent(was -> out.set("before", was.json()));
        var all = out.putArray("urls");
        urls.forEach(all::add);
        var running = out.putArray("processes");
        processes.forEach(process -> write(running.addObject(), process));
        return JSON.writerWithDefaultPrettyPrinter()
                .writeValueAsString(out)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Reads the bytes of a file; empty if they are not of a recovery record of this format. */
    static Optional<RecoveryRecord> read(byte[] bytes) {
        try {
            JsonNode in = JSON.readTree(bytes);
            if (in.path("format").asInt(0) != FORMAT || !in.path("owner").isObject()) {
                return Optional.empty();
            }
            return Optional.of(
                    new RecoveryRecord(
                            new RuleLabel(in.path("label").asString("")),
                            owner(in.path("owner")),
                            Instant.parse(in.path("made").asString("")),
                            in.path("endpoint").asString(""),
                            in.path("bucket").asString(""),
                            in.path("rule").asString(""),
                            in.path("before") instanceof ObjectNode was
                                    ? Optional.of(B2Rule.of(was))
                                    : Optional.empty(),
                            in.path("urls").valueStream().map(url -> url.asString("")).toList(),
                            in.path("processes")
                                    .valueStream()
                                    .map(RecoveryRecord::owner)
                                    .toList()));
        } catch (JacksonException | DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private static void write(ObjectNode out, Owner process) {
        out.put("machine", process.machine())
                .put("pid", process.pid())
                .put("start", process.start());
    }

    private static Owner owner(JsonNode in) {
        return new Owner(
                in.path("machine").asString(""),
                in.path("pid").asLong(0),
                in.path("start").asString(""));
    }

    /** Returns a text without the rule, which may hold a secret. */
    @Override
    public String toString() {
        return "recovery record of rule " + rule + " on " + bucket;
    }
}
