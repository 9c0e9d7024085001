package dev.carillon.rule;

/** The state of a rule, which says whether it is in effect. */
public sealed interface RuleState {
    /** The rule is in effect. */
    record Enabled() implements RuleState {}

    /** The owner disabled it: nothing new is owed for it. */
    record Disabled() implements RuleState {}

    /**
     * The server suspended it.
     *
     * @param reason in words for its owner
     */
    record Suspended(String reason) implements RuleState {}
}
