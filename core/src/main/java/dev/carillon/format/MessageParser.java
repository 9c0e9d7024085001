package dev.carillon.format;

import dev.carillon.event.ByteSlice;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads a message that another program sent, token by token, and finds the bytes of its parts.
 * Texts of its events are checked: a longer one than {@value #MAX_NAME_BYTES} bytes, or one with
 * half a surrogate pair, counts as empty and is a {@linkplain #takeFlaw flaw} of the event. Not
 * thread-safe.
 */
public final class MessageParser implements AutoCloseable {
    /** The length of the longest name or id in bytes of UTF-8; object names have at most 1,024. */
    public static final int MAX_NAME_BYTES = 1_024;

    /** The deepest nesting of a message. */
    static final int DEEPEST = 64;

    /** The longest text in characters; no message, whose size is checked before, is larger. */
    private static final int LONGEST_TEXT = 1 << 24;

    private static final int LONGEST_LONG = 20;

    /** The levels that a structured CloudEvent has around a message that is kept in it. */
    private static final int AROUND = 2;

    private static final JsonFactory JSON = upTo(DEEPEST);
    private static final JsonFactory KEPT = upTo(DEEPEST + AROUND);

    private final ByteSlice message;
    private final JsonParser parser;
    private Optional<String> flaw = Optional.empty();

    /** Starts before the first token. */
    public MessageParser(ByteSlice message) {
        this(message, JSON);
    }

    private MessageParser(ByteSlice message, JsonFactory json) {
        this.message = message;
        this.parser =
                json.createParser(
                        ObjectReadContext.empty(),
                        message.array(),
                        message.offset(),
                        message.length());
    }

    /** Returns a parser of an event that was in a message, and may be kept in a CloudEvent. */
    public static MessageParser ofKept(ByteSlice event) {
        return new MessageParser(event, KEPT);
    }

    private static JsonFactory upTo(int deepest) {
        return JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder()
                                .maxNestingDepth(deepest)
                                .maxNameLength(LONGEST_TEXT)
                                .maxNumberLength(LONGEST_TEXT)
                                .maxStringLength(LONGEST_TEXT)
                                .build())
                .build();
    }

    /** Returns the exception for a message that is no JSON. */
    public static UnreadableMessageException unreadable(JacksonException thrown) {
        String why = thrown.getOriginalMessage();
        return new UnreadableMessageException(
                thrown instanceof StreamConstraintsException && why.contains("nesting depth")
                        ? "the JSON of the message is nested more than %d levels deep"
                                .formatted(DEEPEST)
                        : "the message is no JSON: " + why);
    }

    /**
     * Goes to the first token.
     *
     * @throws UnreadableMessageException if there is none
     */
    public JsonToken first() throws UnreadableMessageException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new UnreadableMessageException("the message is empty");
        }
        return first;
    }

    /**
     * Goes behind the last token.
     *
     * @throws UnreadableMessageException if there is another one
     */
    public void last() throws UnreadableMessageException {
        if (parser.nextToken() != null) {
            throw new UnreadableMessageException(
                    "the message is no JSON: something follows the document");
        }
    }

    /** Goes to the next token and returns it. */
    public JsonToken next() {
        return parser.nextToken();
    }

    /** Goes to the next member of an object; returns whether there is one. */
    public boolean nextMember() {
        return parser.nextToken() == JsonToken.PROPERTY_NAME;
    }

    /** Returns the name of the member, and goes to its value. */
    public String nameBeforeValue() {
        String name = parser.currentName();
        parser.nextToken();
        return name;
    }

    /** Returns the token. */
    public JsonToken current() {
        return parser.currentToken();
    }

    /** Goes to the end of the value, if it is an object or a list. */
    public void skip() {
        parser.skipChildren();
    }

    /** Returns the position of the token's first byte. */
    public long position() {
        return parser.currentTokenLocation().getByteOffset();
    }

    /**
     * Returns the bytes of the object or list that ends here.
     *
     * @param begin the {@link #position} where it begins
     * @throws UnreadableMessageException if the message is not in UTF-8
     */
    public ByteSlice slice(long begin) throws UnreadableMessageException {
        long end = position();
        if (begin < 0 || end >= message.length() || !closes(at(begin), at(end))) {
            throw new UnreadableMessageException("the message is no JSON in UTF-8");
        }
        return new ByteSlice(
                message.array(), message.offset() + (int) begin, (int) (end + 1 - begin));
    }

    /**
     * Returns the bytes of the value, and goes to its end.
     *
     * @throws UnreadableMessageException if the message is not in UTF-8
     */
    public ByteSlice value() throws UnreadableMessageException {
        long begin = position();
        if (parser.currentToken().isStructStart()) {
            parser.skipChildren();
            return slice(begin);
        }
        parser.getString();
        long end = parser.currentLocation().getByteOffset();
        if (begin < 0 || end < begin || end > message.length()) {
            throw new UnreadableMessageException("the message is no JSON in UTF-8");
        }
        return new ByteSlice(message.array(), message.offset() + (int) begin, (int) (end - begin));
    }

    private byte at(long position) {
        return message.array()[message.offset() + (int) position];
    }

    private static boolean closes(byte begin, byte end) {
        return (begin == '{' && end == '}') || (begin == '[' && end == ']');
    }

    /** Returns the value as it is, if it is a text or a number; otherwise a description of it. */
    public String rawText() {
        return parser.getString();
    }

    /**
     * Returns the value if it is a text; any other value counts as empty.
     *
     * @param name of the member, for the flaw
     */
    public String text(String name) {
        return parser.currentToken() == JsonToken.VALUE_STRING ? checked(name, MAX_NAME_BYTES) : "";
    }

    /**
     * Returns the value, a text or a number, with the checks of {@link #text}.
     *
     * @param longest the length of the longest one in bytes
     */
    public String checked(String name, int longest) {
        String text = parser.getString();
        if (text.length() * 3L > longest
                && text.getBytes(StandardCharsets.UTF_8).length > longest) {
            flaw("%s of an event has more than %d bytes".formatted(name, longest));
            return "";
        }
        if (hasHalfPair(text)) {
            flaw("%s of an event has half a surrogate pair: send both halves".formatted(name));
            return "";
        }
        return text;
    }

    /** Returns whether a text has half of a surrogate pair, for which UTF-8 has no bytes. */
    public static boolean hasHalfPair(String text) {
        int at = 0;
        while (at < text.length()) {
            int character = text.codePointAt(at);
            if (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE) {
                return true;
            }
            at += Character.charCount(character);
        }
        return false;
    }

    /** Returns the value if it is a whole number of 64 bits. */
    public OptionalLong number() {
        return parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                        && parser.getStringLength() <= LONGEST_LONG
                ? ofDigits(parser.getString())
                : OptionalLong.empty();
    }

    private static OptionalLong ofDigits(String digits) {
        try {
            return OptionalLong.of(Long.parseLong(digits));
        } catch (NumberFormatException _) {
            return OptionalLong.empty();
        }
    }

    /** Notes a flaw of the event; the first one counts. */
    public void flaw(String why) {
        if (flaw.isEmpty()) {
            flaw = Optional.of(why);
        }
    }

    /** Returns the flaw that was found since the last call. */
    public Optional<String> takeFlaw() {
        Optional<String> taken = flaw;
        flaw = Optional.empty();
        return taken;
    }

    @Override
    public void close() {
        parser.close();
    }
}
