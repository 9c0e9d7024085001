package dev.carillon.registry;

import dev.carillon.rule.SecretPart;
import dev.carillon.state.BytesReader;
import dev.carillon.state.Template;

import java.util.List;

/** Writes the secrets of a topic as bytes, which are then sealed: their number, then each one. */
final class SecretPartBytes {
    private static final int ADDRESS = 1;
    private static final int OPTION = 2;
    private static final int HEADER = 3;
    private static final int SIGNING_SECRET = 4;
    private static final int ATTRIBUTE = 5;

    private SecretPartBytes() {}

    static byte[] write(List<SecretPart> parts) {
        return Template.builder()
                .list(
                        parts,
                        (out, part) ->
                                out.u8(code(part.kind())).text(part.name()).text(part.value()))
                .array();
    }

    static List<SecretPart> read(byte[] bytes) {
        return new BytesReader(bytes)
                .list(in -> new SecretPart(kind(in.u8()), in.text(), in.text()));
    }

    private static int code(SecretPart.Kind kind) {
        return switch (kind) {
            case ADDRESS -> ADDRESS;
            case OPTION -> OPTION;
            case HEADER -> HEADER;
            case SIGNING_SECRET -> SIGNING_SECRET;
            case ATTRIBUTE -> ATTRIBUTE;
        };
    }

    private static SecretPart.Kind kind(int code) {
        return switch (code) {
            case ADDRESS -> SecretPart.Kind.ADDRESS;
            case OPTION -> SecretPart.Kind.OPTION;
            case HEADER -> SecretPart.Kind.HEADER;
            case SIGNING_SECRET -> SecretPart.Kind.SIGNING_SECRET;
            case ATTRIBUTE -> SecretPart.Kind.ATTRIBUTE;
            default -> throw new IllegalStateException("a kept secret has kind " + code);
        };
    }
}
