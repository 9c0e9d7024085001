package dev.carillon.format;

import dev.carillon.signature.McsSignature;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The message by which MCS asks an endpoint to confirm its subscription, and the check of the
 * answer: {@code {"signature":"…"}} with the {@link McsSignature} of the endpoint's URL.
 *
 * <p>The token is not part of any text that this class returns.
 */
final class McsConfirmation implements AnswerCheck {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx");
    private static final String TYPE = "SubscriptionConfirmation";
    private static final String TOKEN_CHARACTERS =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int TOKEN_LENGTH = 48;
    private static final int USUAL_BYTES = 512;

    private final String url;
    private final String topicArn;
    private final String timestamp;
    private final String token;

    /**
     * Creates a confirmation with a new token.
     *
     * @param url as it was registered
     * @param random draws the token; unpredictable
     */
    McsConfirmation(String url, String topicArn, Instant now, RandomGenerator random) {
        this.url = url;
        this.topicArn = topicArn;
        this.timestamp = TIME.format(now.atOffset(ZoneOffset.UTC));
        this.token = token(random);
    }

    /** Returns the message. */
    Message message() {
        var out = new JsonBytes(USUAL_BYTES);
        text(out, "{\"Timestamp\":\"", timestamp);
        text(out, "\",\"Type\":\"", TYPE);
        text(
                out,
                "\",\"Message\":\"",
                "You have chosen to subscribe to the topic "
                        + topicArn
                        + ". To confirm the subscription you need to response with calculated"
                        + " signature");
        text(out, "\",\"TopicArn\":\"", topicArn);
        text(out, "\",\"SignatureVersion\":1,\"Token\":\"", token);
        out.raw(McsRecords.ascii("\"}"));
        return new Message(McsRecords.CONTENT_TYPE, McsRecords.headers(TYPE), out.bytes());
    }

    @Override
    public Optional<String> objection(String answer) {
        if (answer.isBlank()) {
            return Optional.of(
                    "the answer has no body, or it did not arrive within 1 s after its head");
        }
        JsonNode signature;
        try {
            signature = JSON.readTree(answer).path("signature");
        } catch (JacksonException _) {
            return Optional.of("the answer is not JSON");
        }
        if (!signature.isString()) {
            return Optional.of("the answer has no member \"signature\" with a text");
        }
        String right = McsSignature.of(url, topicArn, timestamp, token);
        return McsSignature.same(right, signature.stringValue())
                ? Optional.empty()
                : Optional.of("the signature in the answer is wrong");
    }

    @Override
    public String expected() {
        return ("a status 2xx and {\"signature\":\"…\"} for url %s, TopicArn %s, Timestamp %s:"
                        + " HMAC-SHA256(url, HMAC-SHA256(TopicArn, HMAC-SHA256(Timestamp, Token)))"
                        + " in lower-case hex, the second argument being the key and the inner"
                        + " results bytes")
                .formatted(withoutQuery(), topicArn, timestamp);
    }

    /** Returns the URL without its query, which may be a secret. */
    private String withoutQuery() {
        int query = url.indexOf('?');
        return query < 0 ? url : url.substring(0, query) + "?… (as registered)";
    }

    private static void text(JsonBytes out, String before, String text) {
        out.raw(McsRecords.ascii(before)).text(text);
    }

    private static String token(RandomGenerator random) {
        var token = new StringBuilder(TOKEN_LENGTH);
        for (int i = 0; i < TOKEN_LENGTH; i++) {
            token.append(TOKEN_CHARACTERS.charAt(random.nextInt(TOKEN_CHARACTERS.length())));
        }
        return token.toString();
    }
}
