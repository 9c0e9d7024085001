package dev.carillon.rule;

/** Checks the name of a topic: 1 to 256 letters, digits, underscores and hyphens of ASCII. */
final class TopicName {
    /** The form as a regular expression. */
    static final String FORM = "[A-Za-z0-9_-]{1,256}";

    private static final int LONGEST = 256;

    private TopicName() {}

    /**
     * Returns the name if it is valid.
     *
     * @throws RefusedException if it is not, in the words of SNS
     */
    static String checked(String name) {
        if (name.length() > LONGEST) {
            throw new RefusedException("Name cannot be longer than 256 characters");
        }
        if (!name.matches(FORM)) {
            throw new RefusedException(
                    "Name must be made up of only uppercase and lowercase ASCII letters, numbers,"
                            + " underscores, and hyphens, and must have at least one character");
        }
        return name;
    }
}
