package dev.carillon.endpoint;

import dev.carillon.rule.AttributeType;
import dev.carillon.rule.CustomHeaders;
import dev.carillon.rule.DeliveryPolicy;
import dev.carillon.rule.PolicyAttributes;
import dev.carillon.rule.RefusedException;
import dev.carillon.rule.Target;
import dev.carillon.rule.TopicAttribute;
import dev.carillon.rule.TopicAttribute.Secrecy;
import dev.carillon.signature.Secret;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The attributes of an HTTP target, apart from those of TLS.
 *
 * @param authorization the value of the header Authorization, unless a token gives it
 * @param tokenUrl set before the rest of the token's request may be
 * @param token the request for the token that gives it
 * @param missing what a half-set authorization lacks
 * @param headers the target's own, and those of {@code custom-headers}; any may be secret
 * @param gzip whether bodies are compressed
 */
record HttpOptions(
        Optional<String> authorization,
        Optional<String> tokenUrl,
        Optional<TokenRequest> token,
        Optional<String> missing,
        List<Target.Header> headers,
        boolean gzip) {
    private static final TopicAttribute AUTHORIZATION = TopicAttribute.secret("authorization");
    private static final TopicAttribute TOKEN_URL =
            new TopicAttribute(
                    "oauth-token-url", new AttributeType.Url(), "", Secrecy.CONFIDENTIAL);
    private static final TopicAttribute CLIENT_ID = TopicAttribute.confidential("oauth-client-id");
    private static final TopicAttribute CLIENT_SECRET =
            TopicAttribute.secret("oauth-client-secret");
    private static final TopicAttribute SCOPE = TopicAttribute.text("oauth-scope");
    private static final TopicAttribute CUSTOM_HEADERS = TopicAttribute.secret("custom-headers");
    private static final TopicAttribute GZIP = TopicAttribute.truth("gzip", false);

    /** Obeyed where messages are put together; here it says that HTTP takes batches. */
    private static final TopicAttribute MAX_BATCH =
            TopicAttribute.open(
                    PolicyAttributes.MAX_BATCH,
                    new AttributeType.WholeNumber(1, DeliveryPolicy.MOST_IN_BATCH, "events"),
                    "1");

    private static final List<TopicAttribute> OF_OAUTH =
            List.of(TOKEN_URL, CLIENT_ID, CLIENT_SECRET);
    private static final String SCOPE_FORM = "[\\x21\\x23-\\x5B\\x5D-\\x7E ]*";

    HttpOptions {
        headers = List.copyOf(headers);
    }

    /** Returns all attributes that HTTP endpoints obey. */
    static Stream<TopicAttribute> attributes() {
        return Stream.of(
                        ClientTls.ATTRIBUTES,
                        Credentials.ATTRIBUTES,
                        List.of(AUTHORIZATION),
                        OF_OAUTH,
                        List.of(SCOPE, CUSTOM_HEADERS, GZIP, MAX_BATCH))
                .flatMap(List::stream);
    }

    /** Returns the first and second names of attributes that a new topic has both or neither. */
    static List<List<TopicAttribute>> pairs() {
        return List.of(
                List.of(ClientTls.CERTIFICATE_LOCATION, ClientTls.KEY_LOCATION),
                Credentials.ATTRIBUTES,
                List.of(TOKEN_URL, CLIENT_ID),
                List.of(CLIENT_ID, CLIENT_SECRET));
    }

    /**
     * Reads the options of a target.
     *
     * @param address the target's, parsed
     * @throws IllegalArgumentException if two of them contradict each other, or one is not valid;
     *     the message is for the user and holds no secret
     */
    static HttpOptions of(Target target, HttpAddress address) {
        Map<String, String> options = target.options();
        checkOne(target, address);
        return new HttpOptions(
                authorization(target, address),
                named(TOKEN_URL, options).map(_ -> TOKEN_URL.in(options)),
                token(options),
                missing(options),
                Stream.concat(target.headers().stream(), custom(options).stream()).toList(),
                GZIP.isTrue(options));
    }

    /** Returns the names of the headers only: values and authorization are secret. */
    @Override
    public String toString() {
        return "options of HTTP " + headers;
    }

    private static void checkOne(Target target, HttpAddress address) {
        Credentials.objection(target)
                .ifPresent(objection -> {
                    throw new IllegalArgumentException(objection);
                });
        Map<String, String> options = target.options();
        List<String> ways =
                Stream.of(
                                named(AUTHORIZATION, options),
                                named(Credentials.USER_NAME, options)
                                        .or(() ->
                                                address.authorization()
                                                        .map(_ -> "user:password@ in the URL")),
                                named(TOKEN_URL, options))
                        .flatMap(Optional::stream)
                        .toList();
        if (ways.size() > 1) {
            throw new IllegalArgumentException(
                    "a request has one authorization: set only one of "
                            + String.join(" and ", ways));
        }
    }

    private static Optional<String> named(TopicAttribute attribute, Map<String, String> options) {
        return attribute.in(options).isEmpty() ? Optional.empty() : Optional.of(attribute.name());
    }

    private static Optional<String> authorization(Target target, HttpAddress address) {
        String written = AUTHORIZATION.in(target.options());
        if (!written.isEmpty()) {
            if (!CustomHeaders.isValue(written)) {
                throw invalid(
                        AUTHORIZATION,
                        "write visible ASCII, with blanks inside only, such as Bearer and a token");
            }
            return Optional.of(written);
        }
        String user = Credentials.USER_NAME.in(target.options());
        String password = Credentials.PASSWORD.in(target.options());
        if (user.isEmpty() || password.isEmpty()) {
            return address.authorization();
        }
        if (user.indexOf(':') >= 0 || hasControls(user) || hasControls(password)) {
            throw invalid(
                    Credentials.USER_NAME,
                    "Basic authentication takes a user without colon, and user and password"
                            + " without control characters");
        }
        return Optional.of(SentSecrets.basic(user, password));
    }

    private static boolean hasControls(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    private static Optional<TokenRequest> token(Map<String, String> options) {
        String scope = SCOPE.in(options);
        if (!scope.isEmpty() && TOKEN_URL.in(options).isEmpty()) {
            throw new IllegalArgumentException("oauth-scope needs oauth-token-url: set that first");
        }
        if (!scope.matches(SCOPE_FORM)) {
            throw invalid(SCOPE, "write words of visible ASCII, separated by blanks");
        }
        if (OF_OAUTH.stream().anyMatch(one -> one.in(options).isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(
                new TokenRequest(
                        TOKEN_URL.in(options),
                        CLIENT_ID.in(options),
                        Secret.of(CLIENT_SECRET.in(options)),
                        scope,
                        tls(options)));
    }

    /** Returns the options of TLS that are set. */
    private static Map<String, String> tls(Map<String, String> options) {
        var tls = new HashMap<String, String>();
        for (TopicAttribute one : ClientTls.ATTRIBUTES) {
            named(one, options).ifPresent(name -> tls.put(name, one.in(options)));
        }
        return tls;
    }

    private static Optional<String> missing(Map<String, String> options) {
        return lacking(OF_OAUTH, options).or(() -> lacking(Credentials.ATTRIBUTES, options));
    }

    private static Optional<String> lacking(
            List<TopicAttribute> together, Map<String, String> options) {
        List<String> absent =
                together.stream()
                        .filter(one -> one.in(options).isEmpty())
                        .map(TopicAttribute::name)
                        .toList();
        return absent.isEmpty() || absent.size() == together.size()
                ? Optional.empty()
                : Optional.of(
                        "the topic's authorization is incomplete: set "
                                + String.join(" and ", absent));
    }

    private static List<Target.Header> custom(Map<String, String> options) {
        String json = CUSTOM_HEADERS.in(options);
        try {
            return json.isEmpty() ? List.of() : CustomHeaders.parse(json);
        } catch (RefusedException e) {
            throw invalid(CUSTOM_HEADERS, String.valueOf(e.getMessage()));
        }
    }

    private static IllegalArgumentException invalid(TopicAttribute attribute, String words) {
        return new IllegalArgumentException(
                "Invalid value for %s: %s".formatted(attribute.name(), words));
    }
}
