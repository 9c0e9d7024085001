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
 * An event notification rule as a B2 service returns it. Unknown fields are kept, so that writing a
 * rule back loses nothing. Immutable. It contains the signing secret: print it only through {@link
 * #json()}, if a user asks for all of it.
 */
public final class B2Rule {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String TARGET = "targetConfiguration";

    private final ObjectNode json;

    private B2Rule(ObjectNode json) {
        this.json = json;
    }

    /** Creates a rule from a service's answer. */
    public static B2Rule of(ObjectNode json) {
        return new B2Rule(json.deepCopy());
    }

    /** Creates a rule with a name and the defaults of all other fields. */
    public static B2Rule named(String name) {
        ObjectNode json = JSON.createObjectNode().put("name", name).put("isEnabled", true);
        json.put("objectNamePrefix", "").putArray("eventTypes");
        json.putObject(TARGET).put("targetType", "webhook");
        return new B2Rule(json);
    }

    /** Returns this rule with the changes of an edit. */
    public B2Rule with(RuleEdit edit) {
        ObjectNode next = json.deepCopy();
        ObjectNode target = next.withObject("/" + TARGET);
        edit.eventTypes().ifPresent(eventType -> write(next.putArray("eventTypes"), eventType));
        edit.prefix().ifPresent(prefix -> next.put("objectNamePrefix", prefix));
        edit.enabled().ifPresent(flag -> next.put("isEnabled", flag));
        edit.maxEventsPerBatch().ifPresent(number -> batch(next, target, number));
        edit.url().ifPresent(url -> target.put("url", url));
        edit.headers().ifPresent(header -> headers(target.putArray("customHeaders"), header));
        edit.secret()
                .ifPresent(secret ->
                        target.put("hmacSha256SigningSecret", secret.isEmpty() ? null : secret));
        return new B2Rule(next);
    }

    /** Returns the rule's name, which is unique in its bucket. */
    public String name() {
        return json.path("name").asString("");
    }

    /** Returns the event types that it matches, such as {@code b2:ObjectCreated:*}. */
    public List<String> eventTypes() {
        return json.path("eventTypes")
                .valueStream()
                .map(node -> node.asString(""))
                .sorted()
                .toList();
    }

    /** Returns the prefix of the file names that it matches. */
    public String prefix() {
        return json.path("objectNamePrefix").asString("");
    }

    /** Returns whether its owner has enabled it. */
    public boolean enabled() {
        return json.path("isEnabled").asBoolean(false);
    }

    /** Returns whether the service has suspended it. */
    public boolean suspended() {
        return json.path("isSuspended").asBoolean(false);
    }

    /** Returns why the service has suspended it; empty if it has not. */
    public String suspensionReason() {
        return json.path("suspensionReason").asString("");
    }

    /** Returns the largest number of events in one message. */
    public int maxEventsPerBatch() {
        JsonNode said = json.path("maxEventsPerBatch");
        return (said.isNumber() ? said : target().path("maxEventsPerBatch")).asInt(1);
    }

    /** Returns the URL of its endpoint, secrets included: show {@link #shownUrl()}. */
    public String url() {
        return target().path("url").asString("");
    }

    /** Returns the URL of its endpoint, with any password masked. */
    public String shownUrl() {
        return new Target(url(), Map.of()).shown();
    }

    /** Returns the headers of its messages. */
    public List<Target.Header> headers() {
        var headers = new ArrayList<Target.Header>();
        target().path("customHeaders")
                .forEach(node ->
                        headers.add(
                                new Target.Header(
                                        node.path("name").asString(""),
                                        node.path("value").asString(""))));
        return headers;
    }

    /** Returns the secret with which messages are signed; empty = they are not signed. */
    public Optional<String> secret() {
        return Optional.of(target().path("hmacSha256SigningSecret").asString(""))
                .filter(text -> !text.isEmpty());
    }

    /** Returns all of the rule, as the service returned it. */
    public ObjectNode json() {
        return json.deepCopy();
    }

    /** Returns the fields that clients may set, without those that only the service sets. */
    public ObjectNode toSet() {
        ObjectNode set = json.deepCopy();
        set.remove(List.of("isSuspended", "suspensionReason"));
        return set;
    }

    private JsonNode target() {
        return json.path(TARGET);
    }

    /**
     * Sets the batch size in the place where the service has it: in the rule, in the target, or in
     * both.
     */
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
        headers.forEach(
                header -> into.addObject().put("name", header.name()).put("value", header.value()));
    }

    @Override
    public String toString() {
        return "rule " + name();
    }
}
