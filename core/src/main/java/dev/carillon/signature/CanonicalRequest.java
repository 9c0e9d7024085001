package dev.carillon.signature;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The text from which a SigV4 signature of a request is computed. */
final class CanonicalRequest {
    private static final Comparator<String[]> BY_NAME = Comparator.comparing(texts -> texts[0]);

    private CanonicalRequest() {}

    /**
     * Returns the text.
     *
     * @param path the path in the form that was signed
     * @param query the signed parameters, as {@link #query} or {@link #queryAsSent} writes them
     * @param signedHeaders lower-case names, in order
     * @param payload the payload's hash, or the word that stands for it
     */
    static String of(
            Signable request,
            String path,
            String query,
            List<String> signedHeaders,
            String payload) {
        var text = new StringBuilder(512);
        text.append(request.method()).append('\n').append(path).append('\n');
        text.append(query).append('\n');
        for (String name : signedHeaders) {
            text.append(name).append(':').append(header(request.headers(name))).append('\n');
        }
        text.append('\n').append(String.join(";", signedHeaders)).append('\n').append(payload);
        return text.toString();
    }

    /**
     * Returns the path as a client should have escaped it; slashes stay, including escaped ones.
     */
    static String normalPath(String rawPath) {
        return List.of(rawPath.split("(?=/)|(?<=/)|(?=%2[Ff])|(?<=%2[Ff])", -1)).stream()
                .map(CanonicalRequest::normalPart)
                .collect(Collectors.joining());
    }

    private static String normalPart(String part) {
        if (part.equalsIgnoreCase("%2f")) {
            return "%2F";
        }
        return Percent.decode(part).map(Percent::encodePath).orElse(part);
    }

    /**
     * Returns parameters in the order of their names, those of one name in that of their values.
     */
    static String query(List<QueryPart> parts) {
        return query(parts, BY_NAME.thenComparing(texts -> texts[1]));
    }

    /**
     * Returns parameters in the order of their names, those of one name as they were sent. MinIO's
     * SDKs sign a repeated parameter so.
     */
    static String queryAsSent(List<QueryPart> parts) {
        return query(parts, BY_NAME);
    }

    private static String query(List<QueryPart> parts, Comparator<String[]> order) {
        if (parts.isEmpty()) {
            return "";
        }
        return parts.stream()
                .map(queryPart ->
                        new String[] {
                            Percent.encode(queryPart.name()), Percent.encode(queryPart.value())
                        })
                .sorted(order)
                .map(part -> part[0] + "=" + part[1])
                .collect(Collectors.joining("&"));
    }

    private static String header(List<String> values) {
        if (values.size() == 1) {
            return single(values.getFirst());
        }
        return values.stream().map(CanonicalRequest::single).collect(Collectors.joining(","));
    }

    private static String single(String value) {
        String stripped = value.strip();
        return stripped.contains("  ") ? stripped.replaceAll(" {2,}", " ") : stripped;
    }
}
