package dev.carillon.format;

import java.util.Optional;

/**
 * A test message with the check of its answer.
 *
 * @param message the message as it is sent, but for its signature
 * @param check the check of a successful answer; empty if its status is enough
 */
public record TestExchange(Message message, Optional<AnswerCheck> check) {}
