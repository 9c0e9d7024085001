package dev.carillon.b2client;

/**
 * A wanted rule with all its fields.
 *
 * @param edit sets every field
 */
public record WantedRule(String name, RuleEdit edit) {}
