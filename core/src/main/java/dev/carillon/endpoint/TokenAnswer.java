package dev.carillon.endpoint;

import dev.carillon.signature.Secret;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The answer of a token endpoint (RFC 6749, 5.1 and 5.2).
 *
 * @param type of the body, empty if the answer does not say it
 * @param body all of it
 */
record TokenAnswer(int status, String type, byte[] body) {
    /** The life of a token whose answer does not say it. */
    static final Duration LIFE_UNLESS_SAID = Duration.ofMinutes(5);

    private static final Duration LONGEST_LIFE = Duration.ofDays(1);
    private static final BigInteger LONGEST_SECONDS = BigInteger.valueOf(LONGEST_LIFE.toSeconds());
    private static final int MAX_TOKEN_CHARS = 16_384;
    private static final int MAX_SAID = 120;
    private static final Pattern VALUE = Pattern.compile("[\\x21-\\x7E]+");
    private static final Pattern SECONDS = Pattern.compile("([0-9]{1,4000})(\\.[0-9]*)?");

    /**
     * Returns the token in the answer.
     *
     * @param asked when it was asked for
     * @param sent the secrets of the request, which the answer may repeat
     * @throws NoTokenException if there is none; the message says what the endpoint did
     */
    Token token(Instant asked, SentSecrets sent) throws NoTokenException {
        if (status >= 300 && status <= 399) {
            throw new NoTokenException(
                    "it answers "
                            + status
                            + ": redirects are not followed, so write the URL that it points to");
        }
        Optional<JsonNode> json = json();
        if (status != 200) {
            throw new NoTokenException(
                    "it answers " + status + json.map(node -> error(node, sent)).orElse(""));
        }
        JsonNode node =
                json.orElseThrow(() ->
                        new NoTokenException(
                                "it answers 200 with %s and not with a JSON object: is oauth-token-url right?"
                                        .formatted(shownType())));
        checkType(node);
        return Token.of(value(node, sent), asked, life(node));
    }

    private Optional<JsonNode> json() {
        try {
            return Optional.of(JsonMapper.shared().readTree(body)).filter(JsonNode::isObject);
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    private static Secret value(JsonNode node, SentSecrets sent) throws NoTokenException {
        String value = node.path("access_token").asString("");
        if (value.isEmpty()) {
            throw new NoTokenException("its answer has no access_token" + error(node, sent));
        }
        if (value.length() > MAX_TOKEN_CHARS || !VALUE.matcher(value).matches()) {
            throw new NoTokenException(
                    "its access_token is longer than 16384 characters, or not visible ASCII");
        }
        return Secret.of(value);
    }

    private static void checkType(JsonNode node) throws NoTokenException {
        String type = node.path("token_type").asString("");
        if (!type.isEmpty() && !type.equalsIgnoreCase("bearer")) {
            throw new NoTokenException(
                    "its token_type is %s, and only Bearer can be sent".formatted(cut(type)));
        }
    }

    private static Duration life(JsonNode node) throws NoTokenException {
        JsonNode said = node.path("expires_in");
        if (said.isMissingNode() || said.isNull()) {
            return LIFE_UNLESS_SAID;
        }
        String text = said.isString() ? said.stringValue() : said.toString();
        var found = SECONDS.matcher(text);
        var seconds = found.matches() ? new BigInteger(found.group(1)) : BigInteger.ZERO;
        if (seconds.signum() == 0) {
            throw new NoTokenException(
                    "its expires_in is %s, and must be a number of seconds of at least 1"
                            .formatted(cut(text)));
        }
        return Duration.ofSeconds(seconds.min(LONGEST_SECONDS).longValue());
    }

    private static String error(JsonNode node, SentSecrets sent) {
        String error = node.path("error").asString("");
        String more = node.path("error_description").asString("");
        if (error.isEmpty()) {
            return "";
        }
        return ": " + cut(sent.masked(error + (more.isEmpty() ? "" : " (" + more + ")")));
    }

    private String shownType() {
        return type.isEmpty() ? "no Content-Type" : cut(type);
    }

    private static String cut(String text) {
        return Printable.cut(Printable.line(text), MAX_SAID);
    }
}
