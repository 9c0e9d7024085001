package dev.carillon.s3;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The position in a list as an opaque token: the name of the last entry. So a token stays valid
 * whatever changes meanwhile.
 */
final class ListToken {
    private static final byte FORMAT = 1;

    private ListToken() {}

    static String of(String lastName) {
        byte[] name = lastName.getBytes(StandardCharsets.UTF_8);
        byte[] token = ByteBuffer.allocate(name.length + 1).put(FORMAT).put(name).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    static String read(String token) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(token));
            if (!bytes.hasRemaining() || bytes.get() != FORMAT) {
                throw invalid();
            }
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw invalid();
        }
    }

    private static S3Exception invalid() {
        return new S3Exception(
                S3Error.INVALID_ARGUMENT,
                "The continuation token is not one of ours: begin the list again");
    }
}
