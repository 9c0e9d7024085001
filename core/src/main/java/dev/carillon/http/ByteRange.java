package dev.carillon.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A part of an object, as {@code Range} requests it (RFC 9110, section 14). */
public record ByteRange(long from, long length) {
    private static final Pattern FORM = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*");

    /**
     * Reads the header. A header that is malformed or requests several parts is ignored: the answer
     * is then the whole object.
     *
     * @return the range; empty if the header is ignored
     * @throws RangeException if the object has no such bytes
     */
    public static Optional<ByteRange> parse(String header, long size) {
        Matcher form = FORM.matcher(header);
        if (!form.matches() || (form.group(1).isEmpty() && form.group(2).isEmpty())) {
            return Optional.empty();
        }
        if (form.group(1).isEmpty()) {
            return Optional.of(suffix(Long.parseLong(form.group(2)), size));
        }
        long from = Long.parseLong(form.group(1));
        long last = form.group(2).isEmpty() ? Long.MAX_VALUE : Long.parseLong(form.group(2));
        if (last < from) {
            return Optional.empty();
        }
        if (from >= size) {
            throw new RangeException(size);
        }
        return Optional.of(new ByteRange(from, Math.min(last, size - 1) - from + 1));
    }

    /** Returns the value of {@code Content-Range}. */
    public String contentRange(long size) {
        return "bytes " + from + "-" + (from + length - 1) + "/" + size;
    }

    private static ByteRange suffix(long wanted, long size) {
        if (wanted == 0 || size == 0) {
            throw new RangeException(size);
        }
        long length = Math.min(wanted, size);
        return new ByteRange(size - length, length);
    }
}
