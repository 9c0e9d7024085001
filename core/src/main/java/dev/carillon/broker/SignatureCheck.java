package dev.carillon.broker;

import dev.carillon.http.Request;
import dev.carillon.signature.B2Signature;
import dev.carillon.signature.RequestSignature;
import dev.carillon.signature.Secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Checks the signature that every request must have: B2's, which covers the body only, or one of
 * the whole request, which is required for control requests if the check is strict. Thread-safe.
 */
final class SignatureCheck {
    private static final Pattern OF_BODY = Pattern.compile("v1=[0-9a-f]{64}");
    private static final Pattern OF_REQUEST = Pattern.compile("v2=[0-9a-f]{64}");
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,11}");

    private final List<Secret> secrets;
    private final boolean strict;
    private final InstantSource clock;

    /**
     * Creates a check.
     *
     * @param secrets each of them is accepted
     * @param strict whether a control request must be signed as a whole
     */
    SignatureCheck(List<Secret> secrets, boolean strict, InstantSource clock) {
        this.secrets = List.copyOf(secrets);
        this.strict = strict;
        this.clock = clock;
    }

    /** The parts of a request that a signature covers. */
    private enum Form {
        BODY,
        REQUEST
    }

    /**
     * Checks everything about a signature that can be checked before the body is read.
     *
     * @throws UnsignedException if it cannot be valid, whatever the body is
     */
    void checkForm(Request request) throws UnsignedException {
        form(request);
    }

    /**
     * Checks the signature of a request.
     *
     * @throws UnsignedException if it is not valid
     */
    void check(Request request, byte[] body) throws UnsignedException {
        Function<Secret, String> expected =
                switch (form(request)) {
                    case BODY -> secret -> B2Signature.of(secret, body);
                    case REQUEST -> secret -> RequestSignature.of(secret, head(request), body);
                };
        String presented = single(request, B2Signature.HEADER).orElse("");
        boolean valid = false;
        for (Secret secret : secrets) {
            valid |= same(presented, expected.apply(secret));
        }
        if (!valid) {
            throw UnsignedException.plain();
        }
    }

    private Form form(Request request) throws UnsignedException {
        String presented =
                single(request, B2Signature.HEADER).orElseThrow(UnsignedException::plain);
        if (OF_REQUEST.matcher(presented).matches()) {
            checkTime(request);
            return Form.REQUEST;
        }
        if (!OF_BODY.matcher(presented).matches()) {
            throw UnsignedException.plain();
        }
        if (strict && ControlPath.serves(request)) {
            throw UnsignedException.because(
                    "This broker is strict: sign method, path, time and body of a control request"
                            + " (v2=), not the body only.");
        }
        return Form.BODY;
    }

    private void checkTime(Request request) throws UnsignedException {
        String time =
                single(request, RequestSignature.TIME_HEADER)
                        .filter(text -> SECONDS.matcher(text).matches())
                        .orElseThrow(() ->
                                UnsignedException.because(
                                        "A v2= signature needs the header "
                                                + RequestSignature.TIME_HEADER
                                                + " once, in seconds since 1970."));
        Instant signed = Instant.ofEpochSecond(Long.parseLong(time));
        Duration off = Duration.between(signed, clock.instant()).abs();
        if (off.compareTo(RequestSignature.TOLERANCE) > 0) {
            throw UnsignedException.because(
                    "The signed time is %d s away from this server's clock; at most %d s are allowed."
                            .formatted(off.toSeconds(), RequestSignature.TOLERANCE.toSeconds()));
        }
    }

    private static RequestSignature.Head head(Request request) {
        String query = request.rawQuery();
        return new RequestSignature.Head(
                request.method(),
                query.isEmpty() ? request.rawPath() : request.rawPath() + "?" + query,
                single(request, RequestSignature.TIME_HEADER).orElse(""));
    }

    private static Optional<String> single(Request request, String header) {
        List<String> values = request.headers(header);
        return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    }

    private static boolean same(String presented, String expected) {
        return MessageDigest.isEqual(
                presented.getBytes(StandardCharsets.UTF_8),
                expected.getBytes(StandardCharsets.UTF_8));
    }
}
