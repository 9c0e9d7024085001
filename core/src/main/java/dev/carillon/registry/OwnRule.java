package dev.carillon.registry;

import dev.carillon.rule.DialectName;
import dev.carillon.rule.Rule;
import dev.carillon.rule.RuleState;
import dev.carillon.rule.Topic;

/**
 * A rule with its own address.
 *
 * @param rule its {@link Rule#id} is its name, unique in the bucket
 * @param topic the configuration of its address: its recipient is that of the rule, a {@link
 *     dev.carillon.rule.Recipient.RuleAddress}. Without the server's defaults
 */
public record OwnRule(Rule rule, Topic topic) {
    /** Returns the rule's name. */
    public String name() {
        return rule.id();
    }

    /** Returns the dialect in which it was made, and in which its messages are written. */
    public DialectName dialect() {
        return topic.dialect();
    }

    /** Returns whether the server suspended it. */
    public boolean suspended() {
        return rule.state() instanceof RuleState.Suspended;
    }

    /** Returns the same rule in another state. */
    public OwnRule in(RuleState state) {
        return new OwnRule(rule.in(state), topic);
    }
}
