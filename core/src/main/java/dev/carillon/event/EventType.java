package dev.carillon.event;

/**
 * Says what happened to an object, in words of no dialect. Each dialect has its own name for it.
 *
 * <p>The {@link #code()} is what is kept on disk: it never changes its meaning.
 */
public enum EventType {
    CREATED_PUT(1),
    CREATED_POST(2),
    CREATED_COPY(3),
    CREATED_MULTIPART_UPLOAD(4),
    /** An upload in parts was started that others are to read while it goes on. */
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
    RESTORE_EXPIRED(52);

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

    /** The number kept on disk, 1 to 63: also the type's bit in an {@link EventPattern#mask()}. */
    public int code() {
        return code;
    }

    /**
     * Reads a type back from its {@link #code()}.
     *
     * @throws IllegalArgumentException when no type has that code
     */
    public static EventType of(int code) {
        EventType type = code > 0 && code < BY_CODE.length ? BY_CODE[code] : null;
        if (type == null) {
            throw new IllegalArgumentException("no event type has code " + code);
        }
        return type;
    }
}
