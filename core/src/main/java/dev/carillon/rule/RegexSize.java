package dev.carillon.rule;

import java.util.ArrayDeque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Estimates how large a regular expression becomes, before it is compiled: RE2 unrolls counted
 * repetitions, and nested ones ({@code ((a{1000}){1000}){1000}}) would fill the memory. Never too
 * low for an expression that RE2 accepts; an expression that RE2 refuses may get any estimate.
 */
final class RegexSize {
    private static final Pattern COUNTS = Pattern.compile("\\{([0-9]{1,9})(,([0-9]{0,9}))?\\}");
    private static final long MOST = 1L << 40;

    private final String text;
    private final ArrayDeque<Long> outer = new ArrayDeque<>();
    private int at;
    private long sum;
    private long last;

    private RegexSize(String text) {
        this.text = text;
    }

    /** Returns about how many instructions the expression takes. */
    static long estimate(String text) {
        return new RegexSize(text).estimate();
    }

    private long estimate() {
        while (at < text.length()) {
            step(text.charAt(at));
        }
        while (!outer.isEmpty()) {
            sum = add(sum, outer.pop());
        }
        return sum;
    }

    private void step(char c) {
        switch (c) {
            case '\\' -> escape();
            case '[' -> {
                skipClass();
                atom(1);
            }
            case '(' -> {
                outer.push(sum);
                sum = 0;
                at++;
            }
            case ')' -> closeGroup();
            case '{' -> repeat();
            case '*', '+', '?', '|' -> {
                sum = add(sum, 2);
                last = add(last, 2);
                at++;
            }
            default -> {
                at++;
                atom(1);
            }
        }
    }

    private void closeGroup() {
        long group = add(sum, 2);
        sum = outer.isEmpty() ? 0 : outer.pop();
        at++;
        atom(group);
    }

    private void escape() {
        char kind = at + 1 < text.length() ? text.charAt(at + 1) : '\\';
        at += 2;
        if (kind == 'Q') {
            int end = text.indexOf("\\E", at);
            int literals = (end < 0 ? text.length() : end) - at;
            at = end < 0 ? text.length() : end + 2;
            sum = add(sum, literals);
            last = 1;
        } else {
            skipBraces(kind);
            atom(1);
        }
    }

    private void skipBraces(char kind) {
        boolean braced = kind == 'x' || kind == 'p' || kind == 'P';
        if (braced && at < text.length() && text.charAt(at) == '{') {
            int end = text.indexOf('}', at);
            at = end < 0 ? text.length() : end + 1;
        }
    }

    /**
     * Skips a class in the way that RE2 reads it: a bracket right after the start is a member, and
     * names may be inside.
     */
    private void skipClass() {
        at += text.startsWith("[^", at) ? 2 : 1;
        boolean first = true;
        while (at < text.length() && (first || text.charAt(at) != ']')) {
            first = false;
            int name = text.startsWith("[:", at) ? text.indexOf(":]", at + 2) : -1;
            if (name >= 0) {
                at = name + 2;
            } else {
                at += text.charAt(at) == '\\' ? 2 : 1;
            }
        }
        at++;
    }

    private void repeat() {
        Matcher counts = COUNTS.matcher(text).region(at, text.length());
        if (!counts.lookingAt()) {
            at++;
            atom(1);
            return;
        }
        at = counts.end();
        long most = Long.parseLong(counts.group(1)) + 1;
        String upper = counts.group(3);
        if (upper != null && !upper.isEmpty()) {
            most = Math.max(most, Long.parseLong(upper) + 1);
        }
        long once = add(last, 1);
        long all = once > MOST / most ? MOST : once * most;
        sum = add(sum, all);
        last = add(last, all);
    }

    private void atom(long size) {
        last = size;
        sum = add(sum, size);
    }

    private static long add(long some, long more) {
        return Math.min(MOST, some + more);
    }
}
