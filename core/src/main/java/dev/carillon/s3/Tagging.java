package dev.carillon.s3;

import dev.carillon.event.Tag;
import dev.carillon.http.Query;
import dev.carillon.http.XmlElement;
import dev.carillon.http.XmlWriter;

import java.util.HashSet;
import java.util.List;

/** Tags of objects, in headers and in documents. */
final class Tagging {
    /** The largest document in bytes: ten tags, with every character escaped. */
    static final int MAX_DOCUMENT_BYTES = 65_536;

    private static final int MAX_TAGS = 10;
    private static final int MAX_KEY = 128;
    private static final int MAX_VALUE = 256;

    private Tagging() {}

    /** Reads {@code x-amz-tagging: a=1&b=2}. A key may repeat there, as in Ceph. */
    static List<Tag> header(String text) {
        List<Tag> tags =
                Query.parse(text)
                        .orElseThrow(() ->
                                new S3Exception(
                                        S3Error.INVALID_ARGUMENT,
                                        "x-amz-tagging must be escaped like a query:"
                                                + " key=value&key=value"))
                        .parameters()
                        .stream()
                        .map(queryPart -> new Tag(queryPart.name(), queryPart.value()))
                        .toList();
        return checked(tags);
    }

    /** Reads a {@code Tagging} document, in which no key may repeat. */
    static List<Tag> document(XmlElement tagging) {
        XmlElement set =
                tagging.child("TagSet").orElseThrow(() -> new S3Exception(S3Error.MALFORMED_XML));
        List<Tag> tags =
                set.children("Tag").stream()
                        .map(xmlElement ->
                                new Tag(text(xmlElement, "Key"), text(xmlElement, "Value")))
                        .toList();
        var keys = new HashSet<String>();
        for (Tag tag : tags) {
            if (!keys.add(tag.key())) {
                throw invalid("The tag key '" + tag.key() + "' comes twice");
            }
        }
        return checked(tags);
    }

    /** Writes a {@code Tagging} document. */
    static XmlWriter write(List<Tag> tags) {
        var out = S3Answers.document("Tagging").open("TagSet");
        for (Tag tag : tags) {
            out.open("Tag").element("Key", tag.key()).element("Value", tag.value()).close();
        }
        return out.close();
    }

    private static List<Tag> checked(List<Tag> tags) {
        if (tags.size() > MAX_TAGS) {
            throw invalid("An object has at most " + MAX_TAGS + " tags");
        }
        for (Tag tag : tags) {
            if (tag.key().isEmpty() || tag.key().length() > MAX_KEY) {
                throw invalid("A tag's key has 1 to " + MAX_KEY + " characters");
            }
            if (tag.value().length() > MAX_VALUE) {
                throw invalid("A tag's value has at most " + MAX_VALUE + " characters");
            }
        }
        return tags;
    }

    private static String text(XmlElement tag, String name) {
        return tag.child(name)
                .map(XmlElement::text)
                .orElseThrow(() -> new S3Exception(S3Error.MALFORMED_XML));
    }

    private static S3Exception invalid(String message) {
        return new S3Exception(S3Error.INVALID_TAG, message);
    }
}
