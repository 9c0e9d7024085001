package dev.carillon.topics;

/**
 * One topic request whose sender is known.
 *
 * @param principal who asks
 * @param secretsMayPass whether a secret may be sent and told: over TLS, or where the server was
 *     told to allow it in clear
 */
record TopicCall(Arguments arguments, String principal, boolean secretsMayPass, String requestId) {}
