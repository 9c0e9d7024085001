package dev.carillon.endpoint;

import dev.carillon.rule.Target;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The secrets in the headers of a request, which the answer may repeat, in its own spelling.
 *
 * @param authorization the value of the header Authorization
 * @param headers others whose values may be secret
 * @param others secrets that are in no header
 */
record SentSecrets(
        Optional<String> authorization, List<Target.Header> headers, List<String> others) {
    /** The Basic scheme of authentication, with the blank behind it. */
    static final String BASIC = "Basic ";

    /**
     * The shortest password that is masked: a shorter one occurs in any text. Its token is masked
     * in any case.
     */
    private static final int SHORTEST_PASSWORD = 4;

    /** The shortest header value that is masked: many shorter ones are words of any text. */
    private static final int SHORTEST_VALUE = 8;

    SentSecrets {
        headers = List.copyOf(headers);
        others = List.copyOf(others);
    }

    /** Returns the secrets of a request, without work: most answers repeat none. */
    static SentSecrets of(Optional<String> authorization, List<Target.Header> headers) {
        return new SentSecrets(authorization, headers, List.of());
    }

    /** Returns these secrets and one more. */
    SentSecrets and(String secret) {
        var more = new ArrayList<>(others);
        more.add(secret);
        return new SentSecrets(authorization, headers, more);
    }

    /** Returns the value of the header Authorization for a user and a password. */
    static String basic(String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return BASIC + Base64.getEncoder().encodeToString(pair);
    }

    /** Returns the text with every secret masked, in any {@link Spelling}. */
    String masked(String text) {
        String shown = text;
        for (String secret : longestFirst()) {
            shown = Spelling.masked(shown, secret);
        }
        return shown;
    }

    @Override
    public String toString() {
        return "***";
    }

    /** Returns the secrets such that one is masked before another that is a part of it. */
    private List<String> longestFirst() {
        var secrets = new ArrayList<>(others);
        authorization.ifPresent(value -> addParts(secrets, value));
        for (Target.Header header : headers) {
            if (header.name().equalsIgnoreCase("authorization")) {
                addParts(secrets, header.value());
            } else if (header.value().length() >= SHORTEST_VALUE) {
                secrets.add(header.value());
            }
        }
        secrets.removeIf(String::isEmpty);
        secrets.sort(Comparator.comparingInt(String::length).reversed());
        return secrets;
    }

    private static void addParts(List<String> secrets, String value) {
        String token = value.substring(value.indexOf(' ') + 1).strip();
        secrets.add(token);
        if (value.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            password(token)
                    .filter(text -> text.length() >= SHORTEST_PASSWORD)
                    .ifPresent(secrets::add);
        }
    }

    /** Returns the password, or the user if the password is empty, as it is for API keys. */
    private static Optional<String> password(String token) {
        try {
            String pair = new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return Optional.of(
                    colon == pair.length() - 1
                            ? pair.substring(0, colon)
                            : pair.substring(colon + 1));
        } catch (IllegalArgumentException | IndexOutOfBoundsException _) {
            return Optional.empty(); // its owner wrote the header and it is no such pair
        }
    }
}
