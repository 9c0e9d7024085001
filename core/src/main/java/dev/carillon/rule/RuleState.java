package dev.carillon.rule;

/** Whether a rule is asked at all. */
public sealed interface RuleState {
    /** It is asked. */
    record Enabled() implements RuleState {}

    /** Its owner switched it off: nothing new is owed for it. */
    record Disabled() implements RuleState {}

    /**
     * The server switched it off.
     *
     * @param reason why, in words for its owner
     */
    record Suspended(String reason) implements RuleState {}
}
