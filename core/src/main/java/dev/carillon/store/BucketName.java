package dev.carillon.store;

import java.util.Optional;
import java.util.regex.Pattern;

/** The rules for bucket names: those of S3, so that a name is also a valid host name. */
public final class BucketName {
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private BucketName() {}

    /**
     * Returns why a bucket cannot have this name, in words that say what to do; empty if it can.
     */
    public static Optional<String> objection(String name) {
        if (name.length() < 3 || name.length() > 63) {
            return Optional.of(
                    "A bucket name has 3 to 63 characters; this one has " + name.length());
        }
        if (!FORM.matcher(name).matches()) {
            return Optional.of(
                    "A bucket name has lower-case letters, digits, dots and hyphens only, and"
                            + " begins and ends with a letter or digit");
        }
        if (name.contains("..") || name.contains(".-") || name.contains("-.")) {
            return Optional.of("In a bucket name a dot stands between letters or digits");
        }
        if (ADDRESS.matcher(name).matches()) {
            return Optional.of("A bucket name must not look like an IP address");
        }
        if (name.startsWith("xn--") || name.endsWith("-s3alias")) {
            return Optional.of("Bucket names in xn--… and …-s3alias are reserved");
        }
        return Optional.empty();
    }
}
