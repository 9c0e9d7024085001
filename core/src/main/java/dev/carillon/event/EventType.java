package dev.carillon.event;

/**
 * The kinds of changes of an object, independent of any dialect. Each dialect has its own names for
 * them.
 *
 * <p>The {@link #code()} is stored on disk: it never changes its meaning.
 */
public enum EventType {
    CREATED_PUT(1),
    CREATED_POST(2),
    CREATED_COPY(3),
    CREATED_MULTIPART_UPLOAD(4),
    /** The start of an upload in parts that can be read while it is in progress. */
    LIVE_UPLOAD_STARTED(5),
    REMOVED_DELETE(10),
    REMOVED_DELETE_MARKER(11),
    EXPIRED_CURRENT(20),
    EXPIRED_NONCURRENT(21),
    EXPIRED_DELETE_MARKER(22),
    EXPIRED_MULTIPART_UPLOAD(23),
    TRANSITIONED_CURRENT(30),
    TRANSITIONED_NONCURRENT(31),
    REPLICATED_CREATE(40),
    REPLICATED_DELETE(41),
    REPLICATED_DELETE_MARKER(42),
    RESTORE_STARTED(50),
    RESTORE_COMPLETED(51),
    RESTORE_EXPIRED(52),
    /**
     * Any other event that another program published, such as a test event; its name is in the
     * {@link Original}. No rule of a bucket matches it.
     */
    OTHER(63);

    private static final EventType[] BY_CODE = new EventType[64];

    static {
        for (EventType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;

    EventType(int code) {
        this.code = code;
    }

    /**
     * Returns the number stored on disk, 1 to 63: also the type's bit in an {@link
     * EventPattern#mask()}.
     */
    public int code() {
        return code;
    }

    /**
     * Returns the type with a {@link #code()}.
     *
     * @throws IllegalArgumentException if no type has that code
     */
    public static EventType of(int code) {
        EventType type = code > 0 && code < BY_CODE.length ? BY_CODE[code] : null;
        if (type == null) {
            throw new IllegalArgumentException("no event type has code " + code);
        }
        return type;
    }
}
