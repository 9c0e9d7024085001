package dev.carillon.event;

/**
 * Tells who caused a change, and through which request.
 *
 * @param principal the user that asked
 * @param address the address the request came from, empty when there was none
 * @param requestId the id the request was answered with
 * @param host the server that answered it
 */
public record Origin(String principal, String address, String requestId, String host) {}
