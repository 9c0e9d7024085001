package dev.carillon.kafka;

import dev.carillon.signature.Secret;

/**
 * The authentication of a user.
 *
 * @param mechanism one of {@code PLAIN}, {@code SCRAM-SHA-256}, {@code SCRAM-SHA-512}
 */
record Sasl(String mechanism, String user, Secret password) {
    /**
     * Returns the line by which Kafka's client configures its login. User and password may have any
     * characters: those that would end the quotes are written as octal numbers.
     */
    String loginLine() {
        String module = mechanism.equals("PLAIN") ? "plain.Plain" : "scram.Scram";
        return "org.apache.kafka.common.security.%sLoginModule required username=\"%s\" password=\"%s\";"
                .formatted(module, quoted(user), quoted(password.revealText()));
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\' || c < ' ') {
                quoted.append("\\%03o".formatted((int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.toString();
    }
}
