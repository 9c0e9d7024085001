package dev.carillon.rule;

import java.util.regex.Pattern;

/**
 * The name of a dialect, by which {@code format.Dialects} finds it: a dialect is the way in which
 * events are written, tested and signed for a recipient.
 *
 * @param text 1 to 64 lower-case letters, digits and hyphens of ASCII
 */
public record DialectName(String text) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9-]{1,64}");

    /** The name of the records of Amazon S3 as Ceph writes them. */
    public static final DialectName S3 = new DialectName("s3");

    /** The name of the same records with CloudEvents headers as Ceph writes them. */
    public static final DialectName S3_CLOUD_EVENTS = new DialectName("s3-cloudevents");

    /** The name of the same records as CloudEvents in binary mode. */
    public static final DialectName S3_CLOUD_EVENTS_BINARY =
            new DialectName("s3-cloudevents-binary");

    /** The name of the same records as CloudEvents in structured mode. */
    public static final DialectName S3_CLOUD_EVENTS_STRUCTURED =
            new DialectName("s3-cloudevents-structured");

    /** The name of the same records as batches of CloudEvents. */
    public static final DialectName S3_CLOUD_EVENTS_BATCHED =
            new DialectName("s3-cloudevents-batched");

    /** The name of the messages of Backblaze B2. */
    public static final DialectName B2 = new DialectName("b2");

    /** The name of the webhooks of MCS, which is VK Cloud today. */
    public static final DialectName MCS = new DialectName("mcs");

    /** The name of the messages of the B2 Event Broker: one event a message. */
    public static final DialectName BROKER = new DialectName("broker");

    /** The name of the messages that publishers sent to the broker, unchanged. */
    public static final DialectName BROKER_B2 = new DialectName("broker-b2");

    /** The name of published events with CloudEvents headers, one a message. */
    public static final DialectName BROKER_CLOUD_EVENTS = new DialectName("broker-cloudevents");

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if it is not valid
     */
    public DialectName {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no name of a dialect: use a-z, 0-9 and hyphens");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
