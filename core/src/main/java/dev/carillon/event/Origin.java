package dev.carillon.event;

/**
 * The origin of a change: who caused it, and through which request.
 *
 * @param principal the user that made the request
 * @param address the address from which the request came, empty if there was none
 * @param requestId the id in the answer to the request
 * @param host the server that answered it
 */
public record Origin(String principal, String address, String requestId, String host) {}
