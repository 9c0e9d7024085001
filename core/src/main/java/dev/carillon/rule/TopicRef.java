package dev.carillon.rule;

/**
 * The name of a topic within an account. Topics of different accounts may have the same name.
 *
 * @param account the account the topic belongs to; empty for the server's own, the only one so far
 * @param name 1 to 256 letters, digits, underscores and hyphens of ASCII
 */
public record TopicRef(String account, String name) {
    /**
     * Checks the name.
     *
     * @throws RefusedException if the name is not valid, in the words of SNS
     */
    public TopicRef {
        TopicName.checked(name);
    }

    /**
     * Creates the name of a topic of the server's own account.
     *
     * @throws RefusedException if the name is not valid, in the words of SNS
     */
    public static TopicRef of(String name) {
        return new TopicRef("", name);
    }

    /** Returns the name as users see it, with the account before it if there is one. */
    public String shown() {
        return account.isEmpty() ? name : account + ":" + name;
    }

    @Override
    public String toString() {
        return shown();
    }
}
