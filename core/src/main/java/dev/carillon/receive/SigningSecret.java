package dev.carillon.receive;

import dev.carillon.signature.Secret;
import dev.carillon.signature.StandardWebhooks;

/**
 * A secret with which messages may be signed.
 *
 * @param name what it is called in output, such as {@code secret 1}; never a part of the secret
 */
public record SigningSecret(String name, Secret secret) {
    /**
     * Checks the secret.
     *
     * @throws IllegalArgumentException if it begins with {@code whsec_} and no Base64 follows
     */
    public SigningSecret {
        try {
            StandardWebhooks.key(secret);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException(
                    name
                            + " begins with whsec_, and what follows is not Base64: copy it whole"
                            + " from the sender");
        }
    }
}
