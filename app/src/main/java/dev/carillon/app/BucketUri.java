package dev.carillon.app;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A bucket, and a prefix of names in it: {@code b2://bucket/prefix}, or just the bucket.
 *
 * @param prefix empty if only a bucket was named
 */
record BucketUri(String bucket, String prefix) {
    private static final Pattern SHAPE = Pattern.compile("(?:b2://)?([A-Za-z0-9.-]+)(?:/(.*))?");

    static BucketUri of(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException(
                    "'" + text + "' is no bucket: write b2://BUCKET or b2://BUCKET/PREFIX");
        }
        return new BucketUri(matcher.group(1), matcher.group(2) == null ? "" : matcher.group(2));
    }

    /** Returns the URI as the b2 command line shows it. */
    String shown() {
        return "b2://" + bucket + "/" + prefix;
    }

    /** Reads a URI from the command line. */
    static final class Converter implements ITypeConverter<BucketUri> {
        @Override
        public BucketUri convert(String text) {
            return of(text);
        }
    }
}
