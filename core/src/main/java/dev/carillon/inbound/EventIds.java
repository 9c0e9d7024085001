package dev.carillon.inbound;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The ids by which repeated events are recognized. Not thread-safe. */
final class EventIds {
    /** Ceph's ids are a time and an ETag, so changes of several objects may share one. */
    private static final Pattern CEPH = Pattern.compile("[0-9]+\\.[0-9]{6}\\.[^/]*");

    private static final int SHORT_BYTES = 8;

    private final MessageDigest digest = sha256();
    private final ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);

    /**
     * Returns the id of a record that has one.
     *
     * @param id as sent
     */
    String sent(String id, String key, String sequencer) {
        if (!CEPH.matcher(id).matches()) {
            return id;
        }
        byte[] object = of(key, sequencer);
        return id + "/" + HexFormat.of().formatHex(object, 0, SHORT_BYTES);
    }

    /** Returns an id that is the SHA-256 of some texts, each preceded by its length, in hex. */
    String computed(String... parts) {
        return HexFormat.of().formatHex(of(parts));
    }

    private byte[] of(String... parts) {
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            digest.update(length.clear().putInt(bytes.length).array());
            digest.update(bytes);
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
