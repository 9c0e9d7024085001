package dev.carillon.signature;

/**
 * A key pair and its owner.
 *
 * @param id the public half, sent with each request; 1 to 128 characters, without blank, comma or
 *     colon
 * @param secret the half that is never sent
 * @param owner the principal for which requests signed with it act
 */
public record AccessKey(String id, Secret secret, String owner) {
    private static final int MAX_ID_CHARS = 128;

    public AccessKey {
        if (id.isEmpty() || id.length() > MAX_ID_CHARS || !id.chars().allMatch(AccessKey::plain)) {
            throw new IllegalArgumentException(
                    "an access key id has 1 to 128 visible ASCII characters, none of them ',' or"
                            + " ':'");
        }
        if (owner.isEmpty()) {
            throw new IllegalArgumentException("the access key " + id + " needs an owner");
        }
    }

    private static boolean plain(int character) {
        return character > ' ' && character < 0x7f && character != ',' && character != ':';
    }
}
