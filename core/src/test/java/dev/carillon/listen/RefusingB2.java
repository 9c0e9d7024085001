package dev.carillon.listen;

import dev.carillon.b2client.B2Api;
import dev.carillon.b2client.B2ClientException;

import tools.jackson.databind.node.ObjectNode;

/** A service that refuses each set of rules because prefixes overlap. */
record RefusingB2(B2Api api) implements B2Api {
    static final String OVERLAP =
            "More than one event notification rule has overlapping prefixes (images),(images/raw)"
                    + " for the same event type: b2:ObjectCreated:*";

    @Override
    public String accountId() {
        return api.accountId();
    }

    @Override
    public ObjectNode call(String name, ObjectNode fields) {
        if (name.equals("b2_set_bucket_notification_rules")) {
            throw B2ClientException.refused("bad_request", OVERLAP);
        }
        return api.call(name, fields);
    }
}
