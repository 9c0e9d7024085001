package dev.carillon.rule;

import java.util.HashMap;

/** Delivery policies, in the words of a topic's attributes. */
public final class Policies {
    private Policies() {}

    /** Returns the policy that these attributes describe: names and values in turn. */
    public static DeliveryPolicy of(String... attributes) {
        var set = new HashMap<String, String>();
        for (int i = 0; i < attributes.length; i += 2) {
            set.put(attributes[i], attributes[i + 1]);
        }
        return PolicyAttributes.judged(set, DeliveryPolicy.defaults());
    }
}
