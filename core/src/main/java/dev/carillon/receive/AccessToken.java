package dev.carillon.receive;

import dev.carillon.http.Request;
import dev.carillon.signature.Secret;

import java.util.List;

/**
 * The token of publishers that cannot sign: in the header {@code Authorization: Bearer TOKEN}, or
 * in the query as {@code token}. One that matches is enough.
 */
final class AccessToken {
    private static final String BEARER = "bearer ";

    private final Secret token;

    AccessToken(Secret token) {
        this.token = token;
    }

    /** Returns whether a request has the token; compares in constant time. */
    boolean isIn(Request request) {
        boolean found = false;
        for (String value : request.headers("authorization")) {
            found |= isBearer(value) && token.matches(value.substring(BEARER.length()).strip());
        }
        List<String> asked = request.query().all("token");
        for (String value : asked) {
            found |= token.matches(value);
        }
        return found;
    }

    private static boolean isBearer(String value) {
        return value.regionMatches(true, 0, BEARER, 0, BEARER.length());
    }
}
