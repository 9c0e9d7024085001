package dev.carillon.app;

import picocli.CommandLine.Parameters;

/** The parameters that name a rule of an event broker. */
final class BrokerRule {
    @Parameters(index = "0", paramLabel = "BUCKET", description = "the bucket of the rule")
    private String bucket = "";

    @Parameters(index = "1", paramLabel = "RULE", description = "the name of the rule")
    private String rule = "";

    String bucket() {
        return bucket;
    }

    String rule() {
        return rule;
    }

    /** Returns bucket and rule, for people. */
    String shown() {
        return bucket + "/" + rule;
    }

    /** Returns the path of the subscriptions of the rule. */
    String path() {
        return BrokerCalls.path(bucket, rule);
    }

    /** Returns the path of a subscription of the rule. */
    String path(String id) {
        return BrokerCalls.path(bucket, rule, id);
    }
}
