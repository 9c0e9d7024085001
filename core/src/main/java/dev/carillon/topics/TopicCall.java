package dev.carillon.topics;

/**
 * A topic request whose sender is known.
 *
 * @param principal the sender
 * @param secretsMayPass whether secrets may be sent and shown: over TLS, or if the server is
 *     configured to allow it in clear text
 */
record TopicCall(Arguments arguments, String principal, boolean secretsMayPass, String requestId) {}
