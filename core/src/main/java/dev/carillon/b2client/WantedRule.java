package dev.carillon.b2client;

/**
 * A rule that should be there, and all there is to say of it.
 *
 * @param edit says something of every field
 */
public record WantedRule(String name, RuleEdit edit) {}
