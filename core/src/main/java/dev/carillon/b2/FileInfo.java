package dev.carillon.b2;

import dev.carillon.http.Request;
import dev.carillon.signature.Percent;
import dev.carillon.store.Attributes;
import dev.carillon.store.StoredObject;

import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The type and file info of a file. S3 shows them as standard headers and metadata; B2 shows the
 * standard headers as info named {@code b2-…}.
 */
final class FileInfo {
    /** The prefix of headers with file info. */
    static final String HEADER = "x-bz-info-";

    private static final String TYPE = "content-type";

    /** The name of a mark that is stored with the headers, and never returned as one. */
    private static final String UNVERIFIED = "x-bz-unverified";

    private static final String AUTO = "b2/x-auto";
    private static final String USUAL_TYPE = "application/octet-stream";
    private static final String STANDARD = "b2-";
    private static final List<String> STANDARD_HEADERS =
            List.of(
                    "cache-control",
                    "content-disposition",
                    "content-encoding",
                    "content-language",
                    "expires");
    private static final int MOST = 10;
    private static final int MOST_BYTES = 7_000;
    private static final String NAME = "[a-z0-9!#$%&'*+.^_`|~-]{1,100}";

    private FileInfo() {}

    /** Returns the attributes from an upload's headers, for a file with this name. */
    static Attributes of(Request request, String name) {
        var info = new LinkedHashMap<String, String>();
        for (String header : request.headerNames()) {
            if (header.startsWith(HEADER)) {
                String raw = request.header(header).orElse("");
                String value =
                        Percent.decodeForm(raw)
                                .orElseThrow(() ->
                                        B2Exception.bad(
                                                "The header %s is not percent-encoded UTF-8"
                                                        .formatted(header)));
                info.put(header.substring(HEADER.length()), value);
            }
        }
        return of(request.header(TYPE).orElse(AUTO), info, name);
    }

    /** Returns the attributes from a type and file info, for a file with this name. */
    static Attributes of(String type, Map<String, String> info, String file) {
        var headers = new TreeMap<String, String>();
        var metadata = new TreeMap<String, String>();
        boolean auto = type.isEmpty() || type.equals(AUTO);
        headers.put(TYPE, auto ? byEnding(file) : checked(TYPE, type));
        info.forEach((said, value) -> {
            String name = said.toLowerCase(Locale.ROOT);
            if (!name.matches(NAME)) {
                throw B2Exception.bad(
                        "'%s' is no name for file info: use letters, digits and hyphens"
                                .formatted(said));
            }
            String standard = name.startsWith(STANDARD) ? name.substring(STANDARD.length()) : "";
            boolean known = STANDARD_HEADERS.contains(standard);
            if (known) {
                headers.put(standard, checked(name, value));
            } else {
                metadata.put(name, value);
            }
        });
        checkSize(info);
        return new Attributes(headers, metadata, List.of());
    }

    /** Returns the info in B2's format. */
    static Map<String, String> of(StoredObject file) {
        var info = new TreeMap<>(file.attributes().metadata());
        file.attributes()
                .headers()
                .forEach((name, value) -> {
                    if (STANDARD_HEADERS.contains(name)) {
                        info.put(STANDARD + name, value);
                    }
                });
        return info;
    }

    private static String byEnding(String name) {
        return Optional.ofNullable(URLConnection.guessContentTypeFromName(name)).orElse(USUAL_TYPE);
    }

    /** Returns the headers of a download beside {@code X-Bz-}, names in lower case. */
    static Map<String, String> standard(StoredObject file) {
        var standard = new TreeMap<>(file.attributes().headers());
        standard.keySet().retainAll(STANDARD_HEADERS);
        standard.put(TYPE, type(file));
        return standard;
    }

    /** Returns the attributes of a file whose data was not compared with a SHA-1 of its client. */
    static Attributes unverified(Attributes attributes) {
        var headers = new TreeMap<>(attributes.headers());
        headers.put(UNVERIFIED, "true");
        return new Attributes(headers, attributes.metadata(), attributes.tags());
    }

    /** Returns whether the data of a file was compared with a SHA-1 of its client. */
    static boolean isVerified(StoredObject file) {
        return !file.attributes().headers().containsKey(UNVERIFIED);
    }

    static String type(StoredObject file) {
        return file.attributes().headers().getOrDefault(TYPE, USUAL_TYPE);
    }

    private static void checkSize(Map<String, String> info) {
        int bytes = 0;
        for (var entry : info.entrySet()) {
            bytes += entry.getKey().length();
            bytes += entry.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        if (info.size() > MOST || bytes > MOST_BYTES) {
            throw B2Exception.bad(
                    "A file has at most 10 pieces of info of together 7000 bytes: send fewer");
        }
    }

    /** Checks that a value can be a header, because downloads return it as one. */
    private static String checked(String name, String value) {
        if (value.chars().anyMatch(number -> number < ' ' || number == 0x7f)) {
            throw B2Exception.bad("The file info %s has a control character".formatted(name));
        }
        return value;
    }
}
