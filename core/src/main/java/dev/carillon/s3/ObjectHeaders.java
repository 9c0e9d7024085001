package dev.carillon.s3;

import dev.carillon.event.Tag;
import dev.carillon.http.Answer;
import dev.carillon.http.Headers;
import dev.carillon.http.Request;
import dev.carillon.store.Attributes;
import dev.carillon.store.StoredObject;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Converts an object's attributes between headers of requests and answers and their stored form.
 */
final class ObjectHeaders {
    private static final String META = "x-amz-meta-";
    private static final String MISSING_META = "x-amz-missing-meta";
    private static final int MAX_METADATA_BYTES = 2_048;
    private static final String CONTENT_TYPE = "content-type";
    private static final String AWS_CHUNKED = "aws-chunked";
    private static final String DEFAULT_TYPE = "binary/octet-stream";
    private static final List<String> KEPT =
            List.of(
                    "cache-control",
                    "content-disposition",
                    "content-encoding",
                    "content-language",
                    CONTENT_TYPE,
                    "expires");

    private ObjectHeaders() {}

    /** Returns the attributes of the object that a request creates, with its tags. */
    static Attributes attributes(Request request) {
        List<Tag> tags = request.header("x-amz-tagging").map(Tagging::header).orElseGet(List::of);
        return new Attributes(standard(request), metadata(request), tags);
    }

    /** Adds the stored attributes of an object to an answer. */
    static Answer describe(Answer answer, StoredObject object) {
        Answer out =
                answer.with("ETag", S3Answers.quoted(object.etag()))
                        .with("Last-Modified", S3Answers.httpDate(object.modified()))
                        .with("Accept-Ranges", "bytes");
        for (String name : KEPT) {
            String value = object.attributes().headers().get(name);
            if (value != null) {
                out = out.with(name, value);
            } else if (name.equals(CONTENT_TYPE)) {
                out = out.with(name, DEFAULT_TYPE);
            }
        }
        out = VersionIds.addTo(metadata(out, object.attributes().metadata()), object);
        int tags = object.attributes().tags().size();
        return tags == 0 ? out : out.with("x-amz-tagging-count", Integer.toString(tags));
    }

    /**
     * Adds metadata to an answer. Values that a header cannot hold, which B2 allows, are counted
     * instead.
     */
    private static Answer metadata(Answer answer, Map<String, String> metadata) {
        Answer out = answer;
        int missing = 0;
        for (var entry : metadata.entrySet()) {
            if (Headers.Field.mayHold(entry.getValue())) {
                out = out.with(META + entry.getKey(), entry.getValue());
            } else {
                missing++;
            }
        }
        return missing == 0 ? out : out.with(MISSING_META, Integer.toString(missing));
    }

    /** Returns the object with the headers that the query overrides. */
    static StoredObject overridden(StoredObject object, S3Call call) {
        var headers = new LinkedHashMap<>(object.attributes().headers());
        for (String name : KEPT) {
            call.query()
                    .first("response-" + name)
                    .ifPresent(value -> headers.put(name, checkedOverride(name, value)));
        }
        var attributes = object.attributes();
        return object.with(new Attributes(headers, attributes.metadata(), attributes.tags()));
    }

    private static String checkedOverride(String name, String value) {
        if (!Headers.Field.mayHold(value)) {
            throw new S3Exception(
                    S3Error.INVALID_ARGUMENT,
                    "response-%s must be the value of a header: without control characters"
                            .formatted(name));
        }
        return value;
    }

    private static Map<String, String> standard(Request request) {
        var headers = new LinkedHashMap<String, String>();
        for (String name : KEPT) {
            Optional<String> sent = request.header(name);
            if (sent.isPresent()) {
                String value = name.equals("content-encoding") ? encodings(request) : sent.get();
                if (!value.isEmpty()) {
                    headers.put(name, value);
                }
            }
        }
        return headers;
    }

    /**
     * Returns the content encoding of the data, without {@code aws-chunked}, which concerns the
     * request only.
     */
    private static String encodings(Request request) {
        String sent = String.join(",", request.headers("content-encoding"));
        List<String> each = Stream.of(sent.split(",")).map(String::strip).toList();
        return each.stream().noneMatch(AWS_CHUNKED::equalsIgnoreCase)
                ? sent
                : each.stream()
                        .filter(text -> !text.equalsIgnoreCase(AWS_CHUNKED) && !text.isEmpty())
                        .collect(Collectors.joining(", "));
    }

    private static Map<String, String> metadata(Request request) {
        var metadata = new LinkedHashMap<String, String>();
        int bytes = 0;
        for (String name : request.headerNames()) {
            if (name.startsWith(META) && name.length() > META.length()) {
                String value = String.join(",", request.headers(name));
                String shortName = name.substring(META.length());
                metadata.put(shortName, value);
                bytes += shortName.length() + value.getBytes(StandardCharsets.UTF_8).length;
            }
        }
        if (bytes > MAX_METADATA_BYTES) {
            throw new S3Exception(
                    S3Refusal.of(S3Error.METADATA_TOO_LARGE)
                            .with("Size", Integer.toString(bytes))
                            .with("MaxSizeAllowed", Integer.toString(MAX_METADATA_BYTES)));
        }
        return metadata;
    }
}
