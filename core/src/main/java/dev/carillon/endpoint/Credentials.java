package dev.carillon.endpoint;

import dev.carillon.rule.Target;
import dev.carillon.rule.TopicAttribute;
import dev.carillon.signature.Secret;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The user and the password with which a server signs in at an endpoint of any kind: those of the
 * attributes {@code user-name} and {@code password}, or else those of the address ({@code
 * ://user:password@}, percent-decoded).
 */
public record Credentials(String user, Secret password) {
    /** The attribute that holds the user. */
    public static final TopicAttribute USER_NAME = TopicAttribute.confidential("user-name");

    /** The attribute that holds the user's password. */
    public static final TopicAttribute PASSWORD = TopicAttribute.secret("password");

    /** The attributes that a kind of endpoints with users describes, as a pair. */
    public static final List<TopicAttribute> ATTRIBUTES = List.of(USER_NAME, PASSWORD);

    private static final Pattern IN_ADDRESS = Pattern.compile("^[^/?#]*://([^/?#]*)@");

    /**
     * Returns the credentials of a target; none if it has none, or only a part of them.
     *
     * @throws IllegalArgumentException if those of the address are malformed, which {@link
     *     #objection} reports earlier
     */
    public static Optional<Credentials> of(Target target) {
        return set(target).or(() -> inAddress(target));
    }

    /** Returns why the credentials of a target cannot be used, and what to do, without secrets. */
    public static Optional<String> objection(Target target) {
        try {
            boolean differ =
                    hasUser(target)
                            && set(target).isPresent()
                            && !inAddress(target).equals(set(target));
            return differ
                    ? Optional.of(
                            "user-name and password differ from those in push-endpoint: write them"
                                    + " in one place only")
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(target.shown() + ": " + e.getMessage());
        }
    }

    /**
     * Decodes a part of an address.
     *
     * @throws IllegalArgumentException if it is malformed; the message says what to do, without the
     *     part
     */
    static String decoded(String part) {
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("write % in the URL's password as %25", e);
        }
    }

    private static boolean hasUser(Target target) {
        Matcher found = IN_ADDRESS.matcher(target.address());
        return found.find() && !found.group(1).isEmpty();
    }

    private static Optional<Credentials> set(Target target) {
        String user = USER_NAME.in(target.options());
        String password = PASSWORD.in(target.options());
        return user.isEmpty() || password.isEmpty()
                ? Optional.empty()
                : Optional.of(new Credentials(user, Secret.of(password)));
    }

    private static Optional<Credentials> inAddress(Target target) {
        Matcher found = IN_ADDRESS.matcher(target.address());
        if (!found.find()) {
            return Optional.empty();
        }
        String info = found.group(1);
        int colon = info.indexOf(':');
        if (colon < 0 || colon == info.length() - 1) {
            return Optional.empty();
        }
        return Optional.of(
                new Credentials(
                        decoded(info.substring(0, colon)),
                        Secret.of(decoded(info.substring(colon + 1)))));
    }
}
