package dev.carillon.receive;

import dev.carillon.receive.SignatureClaim.Flawed;
import dev.carillon.receive.SignatureClaim.Testable;
import dev.carillon.rule.Units;
import dev.carillon.signature.B2Signature;
import dev.carillon.signature.RequestSignature;
import dev.carillon.signature.Seal;
import dev.carillon.signature.Secret;
import dev.carillon.signature.Signable;
import dev.carillon.signature.StandardWebhooks;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Reads the signatures of a message: B2's, those of a strict broker, and those of Standard
 * Webhooks. A header may list several, as senders do while they change a secret.
 */
final class SignatureClaims {
    private static final String B2 = "B2 (v1)";
    private static final String BROKER = "broker (v2)";
    private static final String WEBHOOKS = "Standard Webhooks";
    private static final String SECONDS = "[0-9]{1,12}";

    private static final int MAX_SHOWN = 80;

    private final Signable message;
    private final byte[] body;
    private final Instant now;

    /**
     * A signed time.
     *
     * @param header its name
     * @param value as sent
     * @param tolerance the largest difference that is allowed
     */
    private record Time(String header, String value, Duration tolerance) {}

    SignatureClaims(Signable message, byte[] body, Instant now) {
        this.message = message;
        this.body = body;
        this.now = now;
    }

    /** Returns every signature of the message, in the order of its headers. */
    List<SignatureClaim> all() {
        Stream<SignatureClaim> ofB2 = parts(B2Signature.HEADER, ",").map(this::ofB2Header);
        Stream<SignatureClaim> ofWebhooks =
                parts(StandardWebhooks.SIGNATURE_HEADER, " ").map(this::ofWebhooksHeader);
        return Stream.concat(ofB2, ofWebhooks).toList();
    }

    private Stream<String> parts(String header, String separator) {
        return message.headers(header).stream()
                .flatMap(value -> Stream.of(value.split(separator, -1)))
                .map(String::strip)
                .filter(part -> !part.isEmpty());
    }

    private SignatureClaim ofB2Header(String part) {
        if (part.matches("v1=[0-9a-f]{64}")) {
            return new Testable(
                    B2, comparing(part, secret -> B2Signature.of(secret, body)), Optional.empty());
        }
        if (part.matches("v2=[0-9a-f]{64}")) {
            return ofBroker(part);
        }
        return new Flawed(
                B2, "must be v1= or v2= and 64 lower-case hex digits, and is " + shortened(part));
    }

    private SignatureClaim ofBroker(String part) {
        Optional<String> time = message.header(RequestSignature.TIME_HEADER);
        if (time.isEmpty()) {
            return new Flawed(
                    BROKER, "lacks the header x-carillon-time, whose value is signed with it");
        }
        var head = new RequestSignature.Head(message.method(), target(), time.get());
        return timed(
                BROKER,
                new Time(RequestSignature.TIME_HEADER, time.get(), RequestSignature.TOLERANCE),
                comparing(part, secret -> RequestSignature.of(secret, head, body)));
    }

    private String target() {
        return message.rawQuery().isEmpty()
                ? message.rawPath()
                : message.rawPath() + "?" + message.rawQuery();
    }

    private SignatureClaim ofWebhooksHeader(String part) {
        if (part.startsWith("v1a,")) {
            return new Flawed(
                    WEBHOOKS, "v1a is made with a private key, which this program cannot check");
        }
        if (!part.startsWith("v1,")) {
            return new Flawed(WEBHOOKS, "must be v1, and Base64, and is " + shortened(part));
        }
        for (String name : List.of(StandardWebhooks.ID_HEADER, StandardWebhooks.TIMESTAMP_HEADER)) {
            if (message.header(name).isEmpty()) {
                return new Flawed(
                        WEBHOOKS, "lacks the header " + name + ", whose value is signed with it");
            }
        }
        return ofWebhooks(part);
    }

    private SignatureClaim ofWebhooks(String part) {
        String id = message.header(StandardWebhooks.ID_HEADER).orElseThrow();
        String time = message.header(StandardWebhooks.TIMESTAMP_HEADER).orElseThrow();
        return timed(
                WEBHOOKS,
                new Time(StandardWebhooks.TIMESTAMP_HEADER, time, StandardWebhooks.TOLERANCE),
                comparing(
                        part,
                        secret ->
                                StandardWebhooks.of(StandardWebhooks.key(secret), id, time, body)));
    }

    private SignatureClaim timed(String scheme, Time time, Predicate<Secret> fits) {
        if (!time.value().matches(SECONDS)) {
            return new Flawed(
                    scheme,
                    time.header()
                            + " must be seconds since 1970, and is "
                            + shortened(time.value()));
        }
        return new Testable(scheme, fits, untimely(time));
    }

    private Optional<String> untimely(Time time) {
        var late = Duration.between(Instant.ofEpochSecond(Long.parseLong(time.value())), now);
        if (late.abs().compareTo(time.tolerance()) <= 0) {
            return Optional.empty();
        }
        return Optional.of(
                "%s is %s %s, and %s is allowed: compare the clocks, or the message was sent again unchanged"
                        .formatted(
                                time.header(),
                                Units.text(late.abs().truncatedTo(ChronoUnit.SECONDS)),
                                late.isNegative() ? "ahead" : "ago",
                                Units.text(time.tolerance())));
    }

    /** Returns the beginning of a text of the sender, safe to show. */
    private static String shortened(String text) {
        String shown = text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
        return "'" + Printable.line(shown) + "'";
    }

    private static Predicate<Secret> comparing(String part, Function<Secret, String> signature) {
        return secret -> Seal.same(signature.apply(secret), part);
    }
}
