package dev.carillon.endpoint;

import dev.carillon.signature.Secret;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The request for a token of OAuth2's client credentials (RFC 6749, 4.4). Targets with equal ones
 * share a token.
 *
 * @param client the client's id
 * @param scope empty if none is asked for
 * @param tls the options of TLS, as the target has them
 */
record TokenRequest(
        String url, String client, Secret secret, String scope, Map<String, String> tls) {
    TokenRequest {
        tls = Map.copyOf(tls);
    }

    /** Returns the body of the request. */
    String body() {
        String grant = "grant_type=client_credentials";
        return scope.isEmpty() ? grant : grant + "&scope=" + encoded(scope);
    }

    /** Returns the header by which the client signs in (RFC 6749, 2.3.1). */
    String authorization() {
        return SentSecrets.basic(encoded(client), encoded(secret.revealText()));
    }

    @Override
    public String toString() {
        return "token of the client " + client;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
