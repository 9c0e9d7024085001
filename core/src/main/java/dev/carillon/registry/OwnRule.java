package dev.carillon.registry;

import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleState;
import dev.carillon.rule.Topic;

/**
 * A rule that carries its own address.
 *
 * @param rule its {@link Rule#id} is its name, unique in the bucket
 * @param topic where it leads: its recipient is that of the rule, a {@link
 *     dev.carillon.rule.Recipient.RuleAddress}. Without the server's defaults
 */
public record OwnRule(Rule rule, Topic topic) {
    /** The rule's name. */
    public String name() {
        return rule.id();
    }

    /** Whether the server switched it off. */
    public boolean suspended() {
        return rule.state() instanceof RuleState.Suspended;
    }

    /** The same in another state. */
    public OwnRule in(RuleState state) {
        return new OwnRule(rule.in(state), topic);
    }
}
