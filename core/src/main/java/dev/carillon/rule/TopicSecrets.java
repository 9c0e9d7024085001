package dev.carillon.rule;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Knows which parts of a topic are secret, and shows the rest. */
public final class TopicSecrets {
    private static final String USER = "user-name";
    private static final String PASSWORD = "password";
    private static final String MASK = "***";
    private static final Set<String> HIDDEN = Set.of(PASSWORD, "ssl-key-password");
    private static final Pattern IN_ADDRESS = Pattern.compile("[^/]*//[^:/@?#]*:[^/@]*@.*");

    private TopicSecrets() {}

    /** Whether the topic holds anything that must not travel in clear. */
    public static boolean in(Topic topic) {
        return in(TopicAttributes.of(topic));
    }

    /** Whether attributes hold anything that must not travel in clear. */
    public static boolean in(Map<String, String> attributes) {
        String address = attributes.getOrDefault(TopicAttributes.PUSH_ENDPOINT, "");
        return IN_ADDRESS.matcher(address).matches()
                || attributes.containsKey(USER)
                || attributes.keySet().stream().anyMatch(HIDDEN::contains);
    }

    /** Whether a secret among them is but its mask, read back and sent as if it were one. */
    public static boolean areMasked(Map<String, String> attributes) {
        String address = attributes.getOrDefault(TopicAttributes.PUSH_ENDPOINT, "");
        return address.matches("[^/]*//[^:/@?#]*:" + Pattern.quote(MASK) + "@.*")
                || HIDDEN.stream().anyMatch(name -> MASK.equals(attributes.get(name)));
    }

    /** The attributes with every secret masked. */
    public static Map<String, String> masked(Map<String, String> attributes) {
        var shown = new TreeMap<>(attributes);
        shown.replaceAll((name, value) -> HIDDEN.contains(name) ? MASK : value);
        shown.computeIfPresent(
                TopicAttributes.PUSH_ENDPOINT,
                (_, address) -> new Target(address, Map.of()).shown());
        return shown;
    }

    /**
     * Demands that a user comes with a password.
     *
     * @throws RefusedException when only one of them is set
     */
    static void checkPaired(Topic topic) {
        boolean user = topic.attributes().containsKey(USER);
        if (user != topic.attributes().containsKey(PASSWORD)) {
            throw new RefusedException(
                    "user-name and password belong together: set both, or none of them");
        }
    }
}
