package dev.carillon.s3;

import dev.carillon.http.Request;
import dev.carillon.signature.Percent;

import java.nio.charset.StandardCharsets;

/**
 * The subject of a request, from its path ({@code /bucket/key}), or from its host and path. Escapes
 * are decoded once; everything after the bucket's slash is the key, byte for byte.
 *
 * @param bucket empty for the service itself
 * @param key empty for the bucket itself
 */
record S3Address(String bucket, String key) {
    /** The largest size of a key in UTF-8, in bytes, as in S3. */
    static final int MAX_KEY_BYTES = 1_024;

    /**
     * Reads a request's path, and its host if that names the bucket.
     *
     * @throws S3Exception if the host is unknown
     */
    static S3Address of(Request request, S3Hosts.Style style) {
        String path = request.rawPath().substring(1);
        return switch (style) {
            case S3Hosts.Style.Path _ -> parse(path);
            case S3Hosts.Style.Virtual(String bucket) -> checked(bucket, decode(path));
            case S3Hosts.Style.Unknown(String host) ->
                    throw new S3Exception(
                            S3Error.INVALID_REQUEST,
                            "The host '%s' is none of this server's: start it with --domain %s, or use its address"
                                    .formatted(host, host));
        };
    }

    /** Reads {@code bucket/key}, escaped. */
    static S3Address parse(String text) {
        int slash = text.indexOf('/');
        return checked(
                decode(slash < 0 ? text : text.substring(0, slash)),
                decode(slash < 0 ? "" : text.substring(slash + 1)));
    }

    private static S3Address checked(String bucket, String key) {
        var address = new S3Address(bucket, key);
        address.checkKey();
        return address;
    }

    private void checkKey() {
        int bytes = key.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_KEY_BYTES) {
            throw new S3Exception(
                    S3Refusal.of(S3Error.KEY_TOO_LONG)
                            .with("Size", Integer.toString(bytes))
                            .with("MaxSizeAllowed", Integer.toString(MAX_KEY_BYTES)));
        }
    }

    private static String decode(String text) {
        return Percent.decode(text).orElseThrow(() -> new S3Exception(S3Error.INVALID_URI));
    }
}
