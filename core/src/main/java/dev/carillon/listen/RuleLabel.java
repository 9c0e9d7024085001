package dev.carillon.listen;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * The name of a listener: of its temporary rule and of its tunnel's process. It has the form of
 * b2listen's, so that either program's cleanup knows the other's.
 */
public record RuleLabel(String text) {
    /** The beginning of every label. */
    public static final String PREFIX = "--autocreated-b2listen-";

    private static final String END = "--";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd-HH-mm-ss-SSSSSS");

    /** Returns the label of a listener that starts at this local time. */
    public static RuleLabel at(LocalDateTime time) {
        return new RuleLabel(PREFIX + TIME.format(time) + END);
    }

    /** Returns whether a rule of this name was made by a listener. */
    public static boolean is(String name) {
        return name.startsWith(PREFIX);
    }

    /** Returns the local time, at the maker's place, in a name of this form. */
    public static Optional<LocalDateTime> time(String name) {
        if (!is(name) || !name.endsWith(END) || name.length() <= PREFIX.length() + END.length()) {
            return Optional.empty();
        }
        String text = name.substring(PREFIX.length(), name.length() - END.length());
        try {
            // Python leaves the fraction out if it is 0.
            String full = text.length() == 19 ? text + "-000000" : text;
            return Optional.of(LocalDateTime.parse(full, TIME));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
