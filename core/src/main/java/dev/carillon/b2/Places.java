package dev.carillon.b2;

import dev.carillon.http.Request;

import java.util.Optional;

/**
 * Where clients are told to go: the address they came by.
 *
 * @param s3 where S3 answers; empty = it does not
 */
record Places(Optional<String> s3) {
    /** The address of this API as the client of a request knows it. */
    String api(Request request) {
        String scheme = request.peer().secure() ? "https" : "http";
        return scheme + "://" + request.header("host").orElse("localhost");
    }
}
