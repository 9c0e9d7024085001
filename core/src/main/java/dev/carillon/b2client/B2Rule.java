package dev.carillon.b2client;

import dev.carillon.rule.Target;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An event notification rule as a B2 service tells it. Fields that nobody here knows stay in it, so
 * that writing a rule back loses nothing. It does not change. Never print it but with {@link
 * #told()} where somebody asks for all of it: it has the signing secret.
 */
public final class B2Rule {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String TARGET = "targetConfiguration";

    private final ObjectNode json;

    private B2Rule(ObjectNode json) {
        this.json = json;
    }

    /** A rule as it was told. */
    public static B2Rule of(ObjectNode told) {
        return new B2Rule(told.deepCopy());
    }

    /** A rule that has nothing but its name and what every rule has where nothing is said. */
    public static B2Rule named(String name) {
        ObjectNode json = JSON.createObjectNode().put("name", name).put("isEnabled", true);
        json.put("objectNamePrefix", "").putArray("eventTypes");
        json.putObject(TARGET).put("targetType", "webhook");
        return new B2Rule(json);
    }

    /** The same but for what the edit says. */
    public B2Rule with(RuleEdit edit) {
        ObjectNode next = json.deepCopy();
        ObjectNode target = next.withObject("/" + TARGET);
        edit.eventTypes().ifPresent(it -> write(next.putArray("eventTypes"), it));
        edit.prefix().ifPresent(it -> next.put("objectNamePrefix", it));
        edit.enabled().ifPresent(it -> next.put("isEnabled", it));
        edit.maxEventsPerBatch().ifPresent(it -> batch(next, target, it));
        edit.url().ifPresent(it -> target.put("url", it));
        edit.headers().ifPresent(it -> headers(target.putArray("customHeaders"), it));
        edit.secret()
                .ifPresent(it -> target.put("hmacSha256SigningSecret", it.isEmpty() ? null : it));
        return new B2Rule(next);
    }

    /** Its name, of no other rule of its bucket. */
    public String name() {
        return json.path("name").asString("");
    }

    /** What it asks for, such as {@code b2:ObjectCreated:*}. */
    public List<String> eventTypes() {
        return json.path("eventTypes").valueStream().map(it -> it.asString("")).sorted().toList();
    }

    /** What names of files begin with. */
    public String prefix() {
        return json.path("objectNamePrefix").asString("");
    }

    /** Whether its owner wants it to tell. */
    public boolean enabled() {
        return json.path("isEnabled").asBoolean(false);
    }

    /** Whether the service gave up on it. */
    public boolean suspended() {
        return json.path("isSuspended").asBoolean(false);
    }

    /** Why the service gave up on it; empty when it did not. */
    public String suspensionReason() {
        return json.path("suspensionReason").asString("");
    }

    /** How many events may be in one message. */
    public int maxEventsPerBatch() {
        JsonNode said = json.path("maxEventsPerBatch");
        return (said.isNumber() ? said : target().path("maxEventsPerBatch")).asInt(1);
    }

    /** Where messages go, secrets included: show {@link #shownUrl()}. */
    public String url() {
        return target().path("url").asString("");
    }

    /** Where messages go, with any password masked. */
    public String shownUrl() {
        return new Target(url(), Map.of()).shown();
    }

    /** What goes along with each message. */
    public List<Target.Header> headers() {
        var headers = new ArrayList<Target.Header>();
        target().path("customHeaders")
                .forEach(it ->
                        headers.add(
                                new Target.Header(
                                        it.path("name").asString(""),
                                        it.path("value").asString(""))));
        return headers;
    }

    /** What messages are signed with; empty = they are not. */
    public Optional<String> secret() {
        return Optional.of(target().path("hmacSha256SigningSecret").asString(""))
                .filter(it -> !it.isEmpty());
    }

    /** All of it, as it was told. */
    public ObjectNode told() {
        return json.deepCopy();
    }

    /** All of it that may be set: without what the service alone says. */
    public ObjectNode toSet() {
        ObjectNode set = json.deepCopy();
        set.remove(List.of("isSuspended", "suspensionReason"));
        return set;
    }

    private JsonNode target() {
        return json.path(TARGET);
    }

    /** Some services have it in the target too, or only there. */
    private static void batch(ObjectNode rule, ObjectNode target, int most) {
        boolean inTarget = target.has("maxEventsPerBatch");
        if (inTarget) {
            target.put("maxEventsPerBatch", most);
        }
        if (!inTarget || rule.has("maxEventsPerBatch")) {
            rule.put("maxEventsPerBatch", most);
        }
    }

    private static void write(ArrayNode into, List<String> texts) {
        texts.forEach(into::add);
    }

    private static void headers(ArrayNode into, List<Target.Header> headers) {
        headers.forEach(it -> into.addObject().put("name", it.name()).put("value", it.value()));
    }

    @Override
    public String toString() {
        return "rule " + name();
    }
}
