package dev.carillon.app;

import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The parameters that name a rule. */
final class RulePlace {
    @Parameters(
            index = "0",
            paramLabel = "B2_URI",
            converter = BucketUri.Converter.class,
            description = "the bucket, b2://BUCKET or just its name")
    private BucketUri uri = new BucketUri("", "");

    @Parameters(index = "1", paramLabel = "RULE", description = "the name of the rule")
    private String rule = "";

    @Option(
            names = "--json",
            description = "print the result as JSON, rules as the B2 API has them")
    private boolean json;

    boolean json() {
        return json;
    }

    BucketUri uri() {
        return uri;
    }

    String bucket() {
        return uri.bucket();
    }

    String rule() {
        return rule;
    }
}
