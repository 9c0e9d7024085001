package dev.carillon.http;

import dev.carillon.signature.Payload;
import dev.carillon.signature.Refusal;
import dev.carillon.signature.RefusalCode;
import dev.carillon.signature.SigV2;
import dev.carillon.signature.SigV4;
import dev.carillon.signature.Upload;
import dev.carillon.signature.Verdict;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Set;

/**
 * Identifies the sender of a request: checks an AWS signature of either version against the keys.
 * Thread-safe.
 */
public final class Authentication {
    private final Keys keys;
    private final SigV4 sigV4;
    private final SigV2 sigV2;

    /**
     * Accepts signatures of these keys.
     *
     * @param services the SigV4 service names that are accepted: {@code s3}, {@code sns}
     */
    public Authentication(Keys keys, Set<String> services, InstantSource clock) {
        this.keys = keys;
        this.sigV4 = new SigV4(services, clock);
        this.sigV2 = new SigV2(clock);
    }

    /**
     * Checks a request before its body is read, as S3 clients sign it. {@link Upload} reads the
     * body.
     */
    public Verdict check(Request request) {
        return check(request, "");
    }

    /**
     * Checks a request whose host name stands for the beginning of its path, before its body is
     * read.
     *
     * @param before the text that Version 2 signs before the path: {@code /bucket}
     */
    public Verdict check(Request request, String before) {
        return switch (kind(request)) {
            case V4 -> sigV4.verify(request, keys::find);
            case V2 -> sigV2.verify(request, before, keys::find);
            case NONE -> new Verdict.Anonymous(Payload.ofUnsigned(request));
            case SEVERAL -> several();
            case UNKNOWN -> unknown();
        };
    }

    /**
     * A request with its whole body.
     *
     * @param body empty unless the verdict is {@link Verdict.Verified}
     */
    public record WholeRequest(Verdict verdict, byte[] body) {}

    /**
     * Reads and checks a request with a small body, as clients of services other than S3 sign it.
     * The body is not read if the request has no signature, its key is unknown, its date is wrong,
     * the length of its body is missing or above the limit, or if its headers contain the body's
     * hash and the signature does not match. Otherwise the body is read within the server's budget,
     * and then all of the request is checked.
     *
     * @param limit of the body in bytes
     * @throws IOException as {@link Request#bytes(int)}
     */
    public WholeRequest check(Request request, int limit) throws IOException {
        Verdict early = beforeBody(request);
        if (!(early instanceof Verdict.Verified)) {
            return new WholeRequest(early, new byte[0]);
        }
        byte[] body = request.bytes(limit);
        Verdict verdict =
                kind(request) == Kind.V4 ? sigV4.verify(request, body, keys::find) : early;
        return new WholeRequest(verdict, body);
    }

    private Verdict beforeBody(Request request) {
        Verdict early =
                kind(request) == Kind.V4 ? sigV4.preview(request, keys::find) : check(request);
        return early instanceof Verdict.Verified && request.chunked() ? lengthMissing() : early;
    }

    private enum Kind {
        NONE,
        V4,
        V2,
        SEVERAL,
        UNKNOWN
    }

    private static Kind kind(Request request) {
        boolean header = request.header("authorization").isPresent();
        boolean v4Query = SigV4.inQuery(request);
        boolean v2Query = SigV2.inQuery(request);
        if ((header && (v4Query || v2Query)) || (v4Query && v2Query)) {
            return Kind.SEVERAL;
        }
        if (v4Query || SigV4.inHeader(request)) {
            return Kind.V4;
        }
        if (v2Query || SigV2.inHeader(request)) {
            return Kind.V2;
        }
        return header ? Kind.UNKNOWN : Kind.NONE;
    }

    private static Verdict lengthMissing() {
        return new Verdict.Refused(
                Refusal.of(
                        RefusalCode.MISSING_CONTENT_LENGTH,
                        "You must provide the Content-Length HTTP header"));
    }

    private static Verdict several() {
        return refused(
                "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, the"
                        + " Signature query parameter or the Authorization header should be"
                        + " specified");
    }

    private static Verdict unknown() {
        return refused(
                "Unsupported Authorization Type; sign with AWS4-HMAC-SHA256 (Signature Version 4)");
    }

    private static Verdict refused(String message) {
        return new Verdict.Refused(Refusal.of(RefusalCode.INVALID_ARGUMENT, message));
    }
}
