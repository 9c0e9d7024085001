package dev.carillon.registry;

import dev.carillon.rule.Recipient.Subscription;
import dev.carillon.rule.RefusedException;

import java.nio.charset.StandardCharsets;

/** The rule of another program's bucket, for which there are subscriptions. */
record BrokerRule(String bucket, String rule) {
    static BrokerRule of(Subscription subscription) {
        return new BrokerRule(subscription.bucket(), subscription.rule());
    }

    /** Returns a text that no other rule has. */
    String text() {
        return bucket.length() + "/" + bucket + rule;
    }

    /**
     * Checks the names.
     *
     * @throws RefusedException if one is empty or longer than {@code most} bytes
     */
    void checkLength(int most) {
        check("bucket", bucket, most);
        check("rule", rule, most);
    }

    private static void check(String what, String name, int most) {
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > most) {
            throw new RefusedException(
                    "the name of the %s has 1 to %d bytes in UTF-8".formatted(what, most));
        }
    }
}
