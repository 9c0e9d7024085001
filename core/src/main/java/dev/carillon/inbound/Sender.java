package dev.carillon.inbound;

import dev.carillon.event.TraceContext;

import java.util.Optional;

/**
 * The sender of a message.
 *
 * @param address from which it came
 * @param trace to which it belongs, if it has one
 */
record Sender(String address, Optional<TraceContext> trace) {}
