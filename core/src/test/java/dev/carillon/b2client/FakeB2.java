package dev.carillon.b2client;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;

/**
 * A B2 service in memory with one bucket "photos": either Backblaze, which sets rules
 * unconditionally, or Carillon, which returns their revision and has calls of its own.
 */
public final class FakeB2 implements B2Api {
    private static final JsonMapper JSON = JsonMapper.shared();

    public final List<String> calls = new ArrayList<>();
    public final List<ObjectNode> sets = new ArrayList<>();
    private final boolean carillon;
    private ArrayNode rules = JSON.createArrayNode();
    private long revision = 1;
    private Runnable beforeSet = () -> {};

    private FakeB2(boolean carillon) {
        this.carillon = carillon;
    }

    public static FakeB2 backblaze() {
        return new FakeB2(false);
    }

    public static FakeB2 carillon() {
        return new FakeB2(true);
    }

    /** Sets the bucket's rules, as another client does. */
    public FakeB2 has(String json) {
        rules = (ArrayNode) JSON.readTree(json);
        revision++;
        return this;
    }

    /** Sets an action that runs once, just before the next set is checked. */
    public void beforeSet(Runnable what) {
        beforeSet = what;
    }

    public ArrayNode rules() {
        return rules;
    }

    @Override
    public String accountId() {
        return "account";
    }

    @Override
    public ObjectNode call(String name, ObjectNode fields) {
        calls.add(name);
        return switch (name) {
            case "b2_list_buckets" -> buckets(fields);
            case "b2_get_bucket_notification_rules" -> told();
            case "b2_set_bucket_notification_rules" -> set(fields);
            case "carillon_resume_bucket_notification_rule" -> resume(fields);
            case "carillon_test_bucket_notification_rule" -> tested();
            default -> throw new AssertionError(name);
        };
    }

    private static ObjectNode buckets(ObjectNode fields) {
        ObjectNode said = JSON.createObjectNode();
        ArrayNode all = said.putArray("buckets");
        if (fields.path("bucketName").asString().equals("photos")) {
            all.addObject().put("bucketId", "b1").put("bucketName", "photos");
        }
        return said;
    }

    private ObjectNode told() {
        ObjectNode said = JSON.createObjectNode().put("bucketId", "b1");
        said.set("eventNotificationRules", rules.deepCopy());
        return carillon ? said.put("revision", revision) : said;
    }

    private ObjectNode set(ObjectNode fields) {
        Runnable first = beforeSet;
        beforeSet = () -> {};
        first.run();
        sets.add(fields);
        if (carillon && fields.path("ifRevisionIs").asLong(revision) != revision) {
            throw B2ClientException.refused("conflict", "changed since");
        }
        rules = (ArrayNode) fields.path("eventNotificationRules").deepCopy();
        revision++;
        return told();
    }

    private ObjectNode resume(ObjectNode fields) {
        for (var rule : rules) {
            if (rule.path("name").equals(fields.path("ruleName"))) {
                ((ObjectNode) rule).put("isSuspended", false).put("suspensionReason", "");
            }
        }
        return told();
    }

    private static ObjectNode tested() {
        return JSON.createObjectNode().put("delivered", true).put("report", "answer ok");
    }
}
