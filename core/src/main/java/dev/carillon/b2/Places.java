package dev.carillon.b2;

import dev.carillon.http.Request;

import java.util.Optional;

/**
 * The addresses that answers give to clients: those under which the client reached the server.
 *
 * @param s3 the address of the S3 API; empty = there is none
 */
record Places(Optional<String> s3) {
    /** Returns the address of this API as the client of a request knows it. */
    String api(Request request) {
        String scheme = request.peer().secure() ? "https" : "http";
        return scheme + "://" + request.header("host").orElse("localhost");
    }
}
